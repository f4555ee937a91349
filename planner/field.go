package planner

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/internal/secret"
)

// fieldName writes a path as a person would find the field in the lab file: JSON names joined by dots, and the key of a
// list's element in brackets, such as workers[md-0].replicas.
func fieldName(path cmp.Path) string {
	var name strings.Builder
	for i, step := range path {
		switch s := step.(type) {
		case cmp.StructField:
			writeDotted(&name, jsonName(path[i-1].Type(), s.Name()))
		case cmp.MapIndex:
			writeKey(&name, s.Key().String(), afterTransform(path, i))
		case cmp.SliceIndex:
			fmt.Fprintf(&name, "[%d]", position(s))
		}
	}
	return secret.Text(name.String())
}

func afterTransform(path cmp.Path, i int) bool {
	_, transformed := path[i-1].(cmp.Transform)
	return transformed
}

func writeKey(name *strings.Builder, key string, element bool) {
	if element || strings.ContainsAny(key, "./ ") {
		name.WriteString("[" + key + "]")
		return
	}
	writeDotted(name, key)
}

func writeDotted(name *strings.Builder, part string) {
	if name.Len() > 0 && part != "" {
		name.WriteByte('.')
	}
	name.WriteString(part)
}

func jsonName(owner reflect.Type, field string) string {
	f, found := owner.FieldByName(field)
	if !found {
		return field
	}
	if f.Anonymous || f.Tag.Get("name") == "none" { // its entries are fields of what it is in
		return ""
	}
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	switch {
	case strings.HasSuffix(options, "inline"):
		return "" // what is in it stands beside it in the lab file
	case name == "":
		return field
	}
	return name
}

// position is where an element stands, or stood when it is gone.
func position(s cmp.SliceIndex) int {
	old, wanted := s.SplitKeys()
	if wanted >= 0 {
		return wanted
	}
	return old
}

// none stands for a value that is empty.
const none = "(none)"

// showValue writes a value on one line. Of one that is hidden it says only whether there is one.
func showValue(v reflect.Value, hidden bool) string {
	if !v.IsValid() {
		return ""
	}
	if v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	if isEmpty(v) {
		return none
	}
	if shown, ok := v.Interface().(Shown); ok {
		return shown.Show()
	}
	if hidden && v.Kind() != reflect.Bool || v.Kind() == reflect.String && secret.Shape(v.String()) {
		return secret.Hidden
	}
	if v.Kind() == reflect.String {
		return v.String()
	}
	return asJSON(v.Interface())
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String, reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Interface, reflect.Pointer:
		return v.IsNil()
	}
	return false
}
