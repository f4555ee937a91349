package spec

import (
	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// eachEntry visits the entries of a mapping whose key is text and new.
func (r *reader) eachEntry(at *place, node *yaml.Node, visit func(inner *place, keyNode, value *yaml.Node)) {
	lines := make(map[string]int, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		keyNode, inner := node.Content[i], at.key(node.Content[i].Value)
		switch first := lines[keyNode.Value]; {
		case keyNode.Kind != yaml.ScalarNode || keyNode.Tag == nullTag:
			r.refuseNode(at, keyNode, fault.DuplicateKey, "has a key that is not text; a key is one word before a colon")
		case first > 0:
			r.refuseNode(inner, keyNode, fault.DuplicateKey, "is there twice, first on line %d; keep one", first)
		default:
			lines[keyNode.Value] = keyNode.Line
			visit(inner, keyNode, node.Content[i+1])
		}
	}
}

// expect reports a node that is not of the kind that is needed.
func (r *reader) expect(at *place, node *yaml.Node, kind yaml.Kind) bool {
	if node.Kind == kind {
		return true
	}
	if isNull(node) {
		r.refuseNode(at, node, fault.EmptyValue, "is empty; give it a value or leave the key out")
		return false
	}
	r.refuseNode(at, node, fault.WrongType, "is %s; it must be %s", describe(node), kindWords[kind])
	return false
}
