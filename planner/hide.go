package planner

import (
	"encoding/json"
	"reflect"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/internal/secret"
)

// isHidden reports whether a path leads to, or through, a secret: by the key of a mapping and what is beside it, or by the word
// before it in a list. The fields of this package's own types are known: those that hold secrets are Hidden.
func isHidden(path cmp.Path) bool {
	var was, is secret.Place
	for i, step := range path {
		if i == 0 || afterTransform(path, i) {
			continue
		}
		old, wanted := path[i-1].Values()
		switch s := step.(type) {
		case cmp.MapIndex:
			key := s.Key().String()
			was, is = was.Field(objectOf(old), key), is.Field(objectOf(wanted), key)
		case cmp.SliceIndex:
			before, after := s.SplitKeys()
			was, is = was.Item(listOf(old), before), is.Item(listOf(wanted), after)
		}
	}
	return was.Hides() || is.Hides()
}

func objectOf(v reflect.Value) map[string]any {
	object := map[string]any{}
	v = inside(v)
	if v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String {
		for entries := v.MapRange(); entries.Next(); {
			object[entries.Key().String()] = entries.Value().Interface()
		}
	}
	return object
}

func listOf(v reflect.Value) []any {
	if v = inside(v); v.Kind() != reflect.Slice {
		return nil
	}
	list := make([]any, v.Len())
	for i := range list {
		list[i] = v.Index(i).Interface()
	}
	return list
}

func inside(v reflect.Value) reflect.Value {
	if v.IsValid() && v.Kind() == reflect.Interface {
		return v.Elem()
	}
	return v
}

// asJSON writes a value on one line. In one that holds a secret somewhere, that is hidden.
func asJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return secret.Hidden // nobody knows what is in it
	}
	var decoded any
	if json.Unmarshal(text, &decoded) != nil || !secret.Holds(decoded) {
		return string(text)
	}
	text, err = json.Marshal(secret.Value(decoded))
	if err != nil {
		return secret.Hidden
	}
	return string(text)
}
