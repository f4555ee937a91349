package secret

import "strings"

// Value returns a value, as decoded from JSON, without secrets.
func Value(value any) any { return (&visitor{}).value(value, Place{}) }

// Holds reports whether a value, as decoded from JSON, holds a secret.
func Holds(value any) bool {
	v := visitor{}
	v.value(value, Place{})
	return v.found
}

// In lists the secrets that a value holds, as they are used: of an address the password, and of a text in YAML what it holds.
func In(value any) []string {
	v := visitor{}
	v.value(value, Place{})
	return v.secrets
}

// Item reports whether an item of a list is a secret by the one before it, as the word behind --password of a command line is.
func Item(list []any, i int) bool {
	if i < 1 || i > len(list) {
		return false
	}
	before, isText := list[i-1].(string)
	name, isFlag := strings.CutPrefix(before, "-")
	return isText && isFlag && !strings.Contains(name, "=") && Name(strings.TrimLeft(name, "-"))
}

// visitor goes through a value.
type visitor struct {
	secrets []string
	found   bool
}

// value hides what is secret within a value, or all of it.
func (v *visitor) value(value any, at Place) any {
	switch inner := value.(type) {
	case map[string]any:
		object := make(map[string]any, len(inner))
		for key := range inner {
			object[key] = v.value(inner[key], at.Field(inner, key))
		}
		return object
	case []any:
		list := make([]any, len(inner))
		for i, item := range inner {
			list[i] = v.value(item, at.Item(inner, i))
		}
		return list
	case string:
		return v.text(inner, at)
	case bool, nil:
		return inner
	}
	if at.hidden {
		v.found = true
		return Hidden
	}
	return value
}

func (v *visitor) text(text string, at Place) any {
	if text == "" || text == Hidden || !at.hidden && !Shape(text) {
		return text
	}
	v.found = true
	if at.itself {
		v.tell(text)
		if plain, isText := Decode(text); isText && len(plain) > 0 {
			v.tell(plain) // a Secret holds its values in base64
		}
	}
	without(text, v.tell)
	for _, document := range documents(text) {
		v.value(document, Place{})
	}
	return Hidden
}

func (v *visitor) tell(secret string) { v.secrets = append(v.secrets, secret) }
