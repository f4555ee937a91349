package spec

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/schemas"
)

// ruled is what a JSON schema says of a key, in the words of JSON schema.
type ruled struct {
	Type       string           `json:"type"`
	Enum       []string         `json:"enum"`
	Pattern    string           `json:"pattern"`
	Minimum    *int64           `json:"minimum"`
	Maximum    *int64           `json:"maximum"`
	MinLength  int              `json:"minLength"`
	MaxLength  int              `json:"maxLength"`
	MaxItems   int              `json:"maxItems"`
	Default    any              `json:"default"`
	Required   []string         `json:"required"`
	Properties map[string]ruled `json:"properties"`
	Items      *ruled           `json:"items"`
}

// The schema and the loader read the same tags, each with its own code.
func TestSchemaAndLoaderHaveTheSameRules(t *testing.T) {
	var schema ruled
	if err := json.Unmarshal(schemas.Lab(), &schema); err != nil {
		t.Fatal(err)
	}
	compareRules(t, "lab", schema, reflect.TypeFor[Lab]())
}

func compareRules(t *testing.T, at string, schema ruled, of reflect.Type) {
	t.Helper()
	known := shapeOf(of)
	if len(known.fields) != len(schema.Properties) {
		t.Errorf("%s: the loader knows %d keys, the schema %d", at, len(known.fields), len(schema.Properties))
	}
	for _, f := range known.fields {
		property, kind, name := schema.Properties[f.key], of.Field(f.index).Type, at+"."+f.key
		if f.isCRD {
			continue // both read the definition
		}
		if diff := cmp.Diff(says(property, slices.Contains(schema.Required, f.key)), asSchema(f)); diff != "" {
			t.Errorf("%s (-schema +loader):\n%s", name, diff)
		}
		if kind.Kind() == reflect.Slice {
			kind, property = kind.Elem(), *property.Items
		}
		if kind.Kind() == reflect.Struct {
			compareRules(t, name, property, kind)
		}
	}
}

// says flattens what a schema says of a key. Rules of a list are about its items, as in the tags.
func says(s ruled, required bool) map[string]any {
	value := s
	if s.Items != nil {
		value = *s.Items
	}
	found := map[string]any{
		"enum": value.Enum, "pattern": value.Pattern, "minimum": value.Minimum, "maximum": value.Maximum,
		"minLength": value.MinLength, "maxLength": value.MaxLength, "maxItems": s.MaxItems, "required": required, "default": "",
	}
	if s.Default != nil {
		found["default"] = fmt.Sprint(s.Default)
	}
	return found
}

func asSchema(f field) map[string]any {
	pattern := ""
	if f.pattern != nil {
		pattern = f.pattern.String()
	}
	return map[string]any{
		"enum": f.enum, "pattern": pattern, "minimum": f.minimum, "maximum": f.maximum,
		"minLength": f.minLength, "maxLength": f.maxLength, "maxItems": f.maxItems, "required": f.required, "default": f.fallback,
	}
}
