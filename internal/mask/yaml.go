package mask

import (
	"bytes"
	"errors"
	"io"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/secret"
)

// YAML returns documents of YAML without secrets, with their comments and in their order. What cannot be read as YAML is
// masked as text.
func (m *Mask) YAML(text string) string {
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return m.Text(text)
		}
		m.node(&document, secret.Place{})
		if err := encoder.Encode(&document); err != nil {
			return m.Text(text)
		}
	}
	if err := encoder.Close(); err != nil {
		return m.Text(text)
	}
	return m.Text(out.String())
}

// node hides what value hides in an object.
func (m *Mask) node(n *yaml.Node, at secret.Place) {
	switch n.Kind {
	case yaml.MappingNode:
		m.fields(n, at)
	case yaml.ScalarNode:
		m.scalar(n, at)
	case yaml.DocumentNode:
		for _, inner := range n.Content {
			m.node(inner, at)
		}
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, inner := range n.Content {
			list[i] = inner.Value
			m.node(inner, at.Item(list, i))
		}
	case yaml.AliasNode: // what it stands for is hidden where that is
	}
}

func (m *Mask) scalar(n *yaml.Node, at secret.Place) {
	switch {
	case !at.Hides() && n.Tag == "!!str" && secret.Document(n.Value):
		m.Learn(secret.In(n.Value)...)
		n.Value, n.Style = Hidden, 0
	case !at.Hides() && n.Tag == "!!str":
		m.Learn(secret.In(n.Value)...)
		n.Value = secret.Text(n.Value)
	case at.Hides() && n.Value != "" && n.Tag != "!!bool" && n.Tag != "!!null":
		n.Value, n.Tag, n.Style = Hidden, "!!str", 0
	}
}

func (m *Mask) fields(n *yaml.Node, at secret.Place) {
	var beside map[string]any
	if err := n.Decode(&beside); err != nil {
		beside = scalarsOf(n)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, n.Content[i+1]
		place := at.Field(beside, key)
		if secret.Field(beside, key) && value.Kind == yaml.ScalarNode {
			m.Learn(value.Value)
		}
		m.node(value, place)
	}
}

// scalarsOf is what can be read of a mapping that is no object in JSON.
func scalarsOf(n *yaml.Node) map[string]any {
	fields := map[string]any{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		fields[n.Content[i].Value] = n.Content[i+1].Value
	}
	return fields
}
