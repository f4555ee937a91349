package editor

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/schemas"
)

// node is a part of the schema.
type node struct {
	Description string
	Default     any
	Enum        []string
	Examples    []any
	Properties  map[string]*node
	Items       *node
	Comment     string `json:"$comment"`
}

// step is a key on the way into the lab file. What is a list holds its mapping as an item.
type step struct {
	key     string
	list    bool
	foreign bool // what is inside is described by another project, without examples
}

func readSchema(t *testing.T) *node {
	t.Helper()
	var schema node
	if err := json.Unmarshal(schemas.Lab(), &schema); err != nil {
		t.Fatal(err)
	}
	return &schema
}

// eachMapping visits every mapping of the lab file whose keys the schema knows.
func eachMapping(at []step, n *node, visit func(at []step, n *node)) {
	visit(at, n)
	for key, inner := range n.Properties {
		deeper := append(at[:len(at):len(at)], step{key, inner.Items != nil, inner.Comment != ""})
		if inner.Items != nil {
			inner = inner.Items
		}
		if len(inner.Properties) > 0 {
			eachMapping(deeper, inner, visit)
		}
	}
}

func pathOf(at []step) string {
	keys := []string{"lab"}
	for _, s := range at {
		keys = append(keys, s.key)
	}
	return strings.Join(keys, ".")
}

// almostEmpty is a lab file of three lines and the way to a mapping, and the place where its first key goes.
func almostEmpty(at []step) (text string, first place) {
	text, indent := "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\n", ""
	line, lead := 3, ""
	for _, s := range at {
		text += lead + s.key + ":\n"
		line++
		indent += "  "
		lead = indent
		if s.list {
			lead, indent = indent+"- ", indent+"  "
		}
	}
	return text + lead, place{line, len(lead)}
}
