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
