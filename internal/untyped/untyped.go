// Package untyped reads what JSON and YAML give where no Go type says what to expect.
package untyped

// Items are the items of a list that are of a type. What is no list has none.
func Items[T any](list any) (items []T) {
	all, _ := list.([]any)
	for _, item := range all {
		if typed, is := item.(T); is {
			items = append(items, typed)
		}
	}
	return items
}

// Text is the text at a path of keys, or nothing.
func Text(object map[string]any, path ...string) string {
	last := len(path) - 1
	for _, key := range path[:last] {
		object, _ = object[key].(map[string]any)
	}
	text, _ := object[path[last]].(string)
	return text
}

// Copy copies a value, with the mappings and lists in it, and puts what leaf makes of everything else in its place.
func Copy(value any, leaf func(any) any) any {
	switch value := value.(type) {
	case map[string]any:
		copied := make(map[string]any, len(value))
		for key, inner := range value {
			copied[key] = Copy(inner, leaf)
		}
		return copied
	case []any:
		copied := make([]any, len(value))
		for i, item := range value {
			copied[i] = Copy(item, leaf)
		}
		return copied
	}
	return leaf(value)
}
