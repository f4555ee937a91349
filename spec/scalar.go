package spec

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/secret"
)

// The tags that the YAML parser gives to plain values.
const (
	nullTag      = "!!null"
	stringTag    = "!!str"
	boolTag      = "!!bool"
	intTag       = "!!int"
	floatTag     = "!!float"
	timestampTag = "!!timestamp"
)

var kindWords = map[yaml.Kind]string{
	yaml.MappingNode:  "a mapping (key: value)",
	yaml.SequenceNode: "a list (- item)",
}

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.Tag == nullTag }

// describe names what the user wrote.
func describe(node *yaml.Node) string {
	if words, ok := kindWords[node.Kind]; ok {
		return words
	}
	switch node.Tag {
	case nullTag:
		return "empty"
	case boolTag:
		return "the boolean " + quote(node.Value)
	case intTag, floatTag:
		return "the number " + quote(node.Value)
	}
	if secret.Shape(node.Value) {
		return "the text " + secret.Hidden
	}
	return fmt.Sprintf("the text %q", shorten(node.Value))
}

func (r *reader) decodeScalar(at *place, node *yaml.Node, into reflect.Value, rule *rules) {
	switch {
	case isNull(node):
		r.refuseNode(at, node, fault.EmptyValue, "is empty; give it a value or leave the key out")
	case into.Kind() == reflect.String:
		r.decodeText(at, node, into, rule)
	case into.Kind() == reflect.Bool:
		r.decodeBool(at, node, into)
	default:
		r.decodeNumber(at, node, into, rule)
	}
}

func (r *reader) decodeText(at *place, node *yaml.Node, into reflect.Value, rule *rules) {
	switch {
	case node.Kind != yaml.ScalarNode:
		r.refuseNode(at, node, fault.WrongType, "is %s; it must be text", describe(node))
	case node.Tag == stringTag || node.Tag == timestampTag:
		r.checkText(at, node, rule)
		r.doubt(at, node)
		if rule.allows(node.Value) { // other checks must not build on a word that nobody knows
			into.SetString(node.Value)
		}
	case node.Tag == boolTag || node.Tag == intTag || node.Tag == floatTag:
		r.refuseNode(at, node, fault.WrongType, "is %s; it must be text%s", describe(node), rule.proposal(node.Value))
	default:
		r.refuseNode(at, node, fault.WrongType, "has the YAML tag %s; leave the tag out", quote(node.Tag))
	}
}

func (r *reader) decodeBool(at *place, node *yaml.Node, into reflect.Value) {
	meant := oldBools[strings.ToLower(node.Value)]
	switch {
	case node.Kind == yaml.ScalarNode && node.Tag == boolTag && meant != "":
		into.SetBool(meant == "true")
	case node.Kind == yaml.ScalarNode && meant != "":
		r.refuseNode(at, node, fault.WrongType, "is %s; write %s", describe(node), meant)
	default:
		r.refuseNode(at, node, fault.WrongType, "is %s; it must be true or false", describe(node))
	}
}

// oldBools are the words that older YAML took for booleans, and quoted booleans.
var oldBools = map[string]string{
	"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false",
}
