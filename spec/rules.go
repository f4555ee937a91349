package spec

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// rules is what the tags of a field say about its value. The JSON schema is made from the same tags.
type rules struct {
	required             bool
	enum                 []string
	pattern              *regexp.Regexp
	meaning              string // the pattern in words
	minimum, maximum     *int64
	minLength, maxLength int
	maxItems             int
	fallback             string // the default, as text
	short                string // the field that a text stands for where a mapping may be
	isCRD                bool   // the field is in another project's words
	crd                  string // and at this path of the definition of its ClusterProfiles
}

// field is one key that a struct of the lab file knows.
type field struct {
	key   string
	index int
	rules
}

// shape is what a mapping of the lab file may hold.
type shape struct {
	fields []field
	byKey  map[string]*field
}

var shapes sync.Map // of reflect.Type to *shape: tags are read once per type

func shapeOf(t reflect.Type) *shape {
	if known, ok := shapes.Load(t); ok {
		return known.(*shape)
	}
	made, _ := shapes.LoadOrStore(t, readShape(t))
	return made.(*shape)
}

func readShape(t reflect.Type) *shape {
	s := &shape{byKey: map[string]*field{}}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "-" {
			s.fields = append(s.fields, field{key: name, index: i, rules: readRules(t.Field(i).Tag)})
		}
	}
	for i := range s.fields {
		s.byKey[s.fields[i].key] = &s.fields[i]
	}
	return s
}

func readRules(tag reflect.StructTag) rules {
	r := rules{meaning: tag.Get("meaning")}
	r.short = tag.Get("short")
	r.crd, r.isCRD = tag.Lookup("crd")
	for _, word := range splitTag(tag.Get("jsonschema")) {
		name, value, _ := strings.Cut(word, "=")
		r.add(name, value)
	}
	return r
}

func (r *rules) add(name, value string) {
	switch name {
	case "required":
		r.required = true
	case "enum":
		r.enum = append(r.enum, value)
	case "pattern":
		r.pattern = regexp.MustCompile(value)
	case "minimum":
		r.minimum = bound(value)
	case "maximum":
		r.maximum = bound(value)
	case "minLength":
		r.minLength = int(*bound(value))
	case "maxLength":
		r.maxLength = int(*bound(value))
	case "maxItems":
		r.maxItems = int(*bound(value))
	case "default":
		r.fallback = value
	}
}

// bound panics on a bad tag, which the first test that parses anything shows.
func bound(value string) *int64 {
	number, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		panic("spec: bad bound in a tag: " + err.Error())
	}
	return &number
}

// splitTag splits at commas, except those behind a backslash.
func splitTag(tag string) []string {
	words := []string{}
	for _, part := range strings.Split(tag, ",") {
		last := len(words) - 1
		if last >= 0 && strings.HasSuffix(words[last], `\`) {
			words[last] = strings.TrimSuffix(words[last], `\`) + "," + part
			continue
		}
		words = append(words, part)
	}
	return words
}
