package labschema

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"
)

// setExample puts the example of a field's tag beside its description, as a value of the field's type. A list shows
// its example as its only item.
func setExample(property *jsonschema.Schema, field reflect.StructField) error {
	text, found := exampleOf(field.Tag.Get("jsonschema"))
	if !found {
		return fmt.Errorf("has no example in its tag")
	}
	kind := field.Type
	if kind.Kind() == reflect.Slice {
		kind = kind.Elem()
		property.Items.Examples = nil
	}
	value, err := exampleValue(text, kind)
	if err != nil {
		return fmt.Errorf("example %s: %w", text, err)
	}
	if field.Type.Kind() == reflect.Slice {
		value = []any{value}
	}
	property.Examples = []any{value}
	return nil
}

func exampleValue(text string, kind reflect.Type) (value any, err error) {
	if kind.Kind() == reflect.String {
		return text, nil
	}
	return value, json.Unmarshal([]byte(text), &value)
}

// exampleOf finds the example in a tag, where a comma behind a backslash separates nothing.
func exampleOf(tag string) (text string, found bool) {
	const hidden = "\x00"
	for _, word := range strings.Split(strings.ReplaceAll(tag, `\,`, hidden), ",") {
		if text, found := strings.CutPrefix(word, "example="); found {
			return strings.ReplaceAll(text, hidden, ","), true
		}
	}
	return "", false
}
