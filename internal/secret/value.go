package secret

import "strings"

// Value returns a value, as decoded from JSON, without secrets.
func Value(value any) any { return (&visitor{}).value(value, open) }

// Holds reports whether a value, as decoded from JSON, holds a secret.
func Holds(value any) bool {
	v := visitor{}
	v.value(value, open)
	return v.found
}

// In lists the secrets that a value holds, as they are used: of an address the password, and of a text in YAML what it holds.
func In(value any) []string {
	v := visitor{}
	v.value(value, open)
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

// grade is how secret a place is.
type grade int

const (
	open   grade = iota
	below        // something above it is secret: it is hidden, and may be an ordinary word
	itself       // its own name says so
)

// visitor goes through a value.
type visitor struct {
	secrets []string
	found   bool
}

// value hides what is secret within a value, or all of it.
func (v *visitor) value(value any, of grade) any {
	switch inner := value.(type) {
	case map[string]any:
		object := make(map[string]any, len(inner))
		for key := range inner {
			grade := min(of, below)
			if Field(inner, key) {
				grade = itself
			}
			object[key] = v.value(inner[key], grade)
		}
		return object
	case []any:
		list := make([]any, len(inner))
		for i, item := range inner {
			grade := of
			if Item(inner, i) {
				grade = itself
			}
			list[i] = v.value(item, grade)
		}
		return list
	case string:
		return v.text(inner, of)
	case bool, nil:
		return inner
	}
	if of > open {
		v.found = true
		return Hidden
	}
	return value
}

func (v *visitor) text(text string, of grade) any {
	if text == "" || text == Hidden || of == open && !Shape(text) {
		return text
	}
	v.found = true
	if of == itself {
		v.tell(text)
		if plain, isText := Decode(text); isText && len(plain) > 0 {
			v.tell(plain) // a Secret holds its values in base64
		}
	}
	without(text, v.tell)
	for _, document := range documents(text) {
		v.value(document, open)
	}
	return Hidden
}

func (v *visitor) tell(secret string) { v.secrets = append(v.secrets, secret) }
