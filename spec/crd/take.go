package crd

import "fmt"

// Take takes out of an object what the schema knows: fields at every depth, and lists and values as a whole. What it does not take
// stays, so that it can be told. It returns nil where there is nothing.
func (s *Schema) Take(from map[string]any) map[string]any {
	taken := map[string]any{}
	for name, value := range from {
		inner := s.property(name)
		fields, isObject := value.(map[string]any)
		switch {
		case isObject && inner != nil && inner.Type == "object" && inner.Values == nil:
			if below := inner.Take(fields); below != nil {
				taken[name] = below
			}
			if len(fields) == 0 {
				delete(from, name)
			}
		case inner.takes(value):
			taken[name] = value
			delete(from, name)
		}
	}
	if len(taken) == 0 {
		return nil
	}
	return taken
}

// takes reports whether all of a value fits.
func (s *Schema) takes(value any) bool {
	if s == nil {
		return false
	}
	switch value := value.(type) {
	case map[string]any:
		for _, name := range s.Required {
			if value[name] == nil {
				return false
			}
		}
		for name, inner := range value {
			if !s.property(name).takes(inner) {
				return false
			}
		}
		return s.Type == "object" && len(value) >= s.MinFields
	case []any:
		for _, item := range value {
			if !s.Items.takes(item) {
				return false
			}
		}
		return s.Type == "array" && len(value) >= s.MinItems
	}
	kind := map[string]string{"string": "string", "bool": "boolean", "int64": "integer", "int": "integer", "float64": "number"}[fmt.Sprintf("%T", value)]
	return s.Type == kind || s.IntOrString && (kind == "string" || kind == "integer")
}
