package secret

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// deepest is how often something may be encoded within what is encoded: a kubeconfig in a Secret holds keys in base64.
const deepest = 3

// Shape reports whether a value is a secret by its shape, or holds one: then all of it is to be hidden, for nobody can tell
// where a secret ends.
func Shape(text string) bool { return shape(text, deepest) }

func shape(text string, depth int) bool {
	if depth == 0 || text == Hidden {
		return false
	}
	if certificate.MatchString(text) || Text(text) != text || Document(text) {
		return true
	}
	plain, isText := Decode(text)
	return isText && len(text) >= shortestEncoded && shape(plain, depth-1)
}

// shortestEncoded is how long base64 is that is looked into: shorter words are often words.
const shortestEncoded = 24

// Decode reads base64 of either alphabet. What is no text is no use: it is a digest, or no base64 at all.
func Decode(run string) (text string, ok bool) {
	run = strings.NewReplacer("-", "+", "_", "/", "\n", "").Replace(strings.TrimRight(run, "=\n"))
	if len(run)%4 == 1 {
		run = run[:len(run)-1] // it was cut off
	}
	plain, err := base64.RawStdEncoding.DecodeString(run)
	return string(plain), err == nil && utf8.Valid(plain)
}

// Document reports whether a text is YAML or JSON that holds a secret.
func Document(text string) bool { return slices.ContainsFunc(documents(text), Holds) }

// documents are the values of a text in YAML or JSON. Of what is no YAML any more there is nothing more: what it says line by
// line is seen to by Text.
func documents(text string) []any {
	start := strings.TrimSpace(text)
	if !strings.Contains(start, "\n") && !strings.HasPrefix(start, "{") && !strings.HasPrefix(start, "[") {
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	var found []any
	for {
		var document any
		if decoder.Decode(&document) != nil {
			return found
		}
		switch document := asJSON(document).(type) {
		case map[string]any, []any:
			found = append(found, document)
		}
	}
}

// asJSON is a value of YAML as JSON has it: its keys are text.
func asJSON(value any) any {
	switch v := value.(type) {
	case map[any]any:
		object := map[string]any{}
		for key, inner := range v {
			if text, isText := key.(string); isText {
				object[text] = asJSON(inner)
			}
		}
		return object
	case map[string]any:
		for key, inner := range v {
			v[key] = asJSON(inner)
		}
	case []any:
		for i, inner := range v {
			v[i] = asJSON(inner)
		}
	}
	return value
}
