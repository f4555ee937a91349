package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

var typeWords = map[string]string{
	"string": "text", "integer": "number", "number": "number", "boolean": "true or false", "object": "mapping", "array": "list",
}

func typeOf(n node, values *node) string {
	switch {
	case n.Items != nil:
		return "list of " + plural(typeOf(*n.Items, nil))
	case values != nil:
		return "mapping of text to " + typeOf(*values, nil)
	case typeWords[n.Type] != "":
		return typeWords[n.Type]
	}
	var words []string
	for _, one := range slices.Concat(n.OneOf, n.AnyOf) {
		words = append(words, typeOf(one, nil))
	}
	return cmp.Or(strings.Join(words, " or "), "any")
}

func plural(word string) string {
	if word == "text" {
		return "texts"
	}
	return strings.ReplaceAll(word, " or ", "s or ") + "s"
}

// limits says in words what a value has to keep to.
func limits(n node) []string {
	var words []string
	add := func(format string, bound *int) {
		if bound != nil {
			words = append(words, fmt.Sprintf(format, *bound))
		}
	}
	switch {
	case n.Minimum != nil && n.Maximum != nil:
		words = append(words, fmt.Sprintf("%d to %d", *n.Minimum, *n.Maximum))
	default:
		add("%d or more", n.Minimum)
		add("%d or less", n.Maximum)
	}
	add("at most %d characters", n.MaxLength)
	add("at most %d items", n.MaxItems)
	if n.Form != "" {
		words = append(words, n.Form)
	}
	return words
}

// flow writes a value on one line.
func flow(value *yaml.Node) string {
	if value.IsZero() {
		return ""
	}
	value.Style = yaml.FlowStyle
	if value.Kind == yaml.ScalarNode {
		value.Style = 0
	}
	return text(value)
}

// example writes a value as it stands in a lab file.
func example(name string, value *yaml.Node) string {
	plain(value)
	key := &yaml.Node{Kind: yaml.ScalarNode, Value: name}
	return text(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{key, value}})
}

// plain takes away the style of JSON.
func plain(value *yaml.Node) {
	value.Style = 0
	for _, inner := range value.Content {
		plain(inner)
	}
}

func text(value *yaml.Node) string {
	var out strings.Builder
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	_ = encoder.Encode(value) // a node of a document that was read can be written
	return strings.TrimRight(out.String(), "\n")
}
