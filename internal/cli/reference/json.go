package reference

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/internal/view"
)

// JSON is the page with a section for each format that machines can read.
func JSON(formats []view.Format) string {
	var page strings.Builder
	page.WriteString("# JSON\n\n" + notice + `
Every object says in ` + "`format_version`" + ` which version of the formats it has, now ` + "`" + view.FormatVersion + "`" + `. A field that is added keeps
the version; a field that goes or changes its meaning raises it. So ignore fields that you do not know. Secrets are in none of
them, and neither are the attributes of resources, which may hold some.

A field that is not always there is absent when it is empty, zero or false.
`)
	for _, format := range formats {
		fmt.Fprintf(&page, "\n## %s\n\n%s\n\n| field | type | always there |\n|---|---|---|\n", format.Command, format.What)
		writeFields(&page, "", reflect.TypeOf(format.Value))
	}
	return page.String()
}

func writeFields(page *strings.Builder, prefix string, t reflect.Type) {
	for _, field := range reflect.VisibleFields(t) {
		tag, listed := field.Tag.Lookup("json")
		name, options, _ := strings.Cut(tag, ",")
		if !listed || name == "-" || (field.Anonymous && name == "") {
			continue
		}
		always := "yes"
		if strings.Contains(options, "omit") {
			always = ""
		}
		path := prefix + cmp.Or(name, field.Name)
		inner, word, suffix := describe(field.Type)
		fmt.Fprintf(page, "| `%s` | %s | %s |\n", path+suffix, word, always)
		if inner != nil {
			writeFields(page, path+suffix+".", inner)
		}
	}
}

// describe returns the struct of a field, if it is or holds any, what its type is called, and what its path ends with.
func describe(t reflect.Type) (inner reflect.Type, word, suffix string) {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return nil, "time (RFC 3339)", ""
	case t.Kind() == reflect.Pointer:
		return describe(t.Elem())
	case t.Kind() == reflect.Slice:
		inner, word, _ := describe(t.Elem())
		return inner, "list of " + word + "s", "[]"
	case t.Kind() == reflect.Struct:
		return t, "object", ""
	case t.Kind() == reflect.String:
		return nil, "string", ""
	case t.Kind() == reflect.Bool:
		return nil, "boolean", ""
	default:
		return nil, "number", ""
	}
}
