package spec

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
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
	case boolTag:
		return "the boolean " + quote(node.Value)
	case intTag, floatTag:
		return "the number " + quote(node.Value)
	}
	return fmt.Sprintf("the text %q", shorten(node.Value))
}

func (r *reader) decodeScalar(at *place, node *yaml.Node, into reflect.Value, rule *rules) {
	switch {
	case isNull(node):
		r.refuseNode(at, node, "is empty; give it a value or leave the key out")
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
		r.refuseNode(at, node, "is %s; it must be text", describe(node))
	case node.Tag == stringTag || node.Tag == timestampTag:
		r.checkText(at, node, rule)
		if rule.allows(node.Value) { // other checks must not build on a word that nobody knows
			into.SetString(node.Value)
		}
	case node.Tag == boolTag || node.Tag == intTag || node.Tag == floatTag:
		r.refuseNode(at, node, "is %s; it must be text, so write it in quotes: %q", describe(node), node.Value)
	default:
		r.refuseNode(at, node, "has the YAML tag %s; leave the tag out", quote(node.Tag))
	}
}

func (r *reader) decodeBool(at *place, node *yaml.Node, into reflect.Value) {
	meant := oldBools[strings.ToLower(node.Value)]
	switch {
	case node.Kind == yaml.ScalarNode && node.Tag == boolTag && meant != "":
		into.SetBool(meant == "true")
	case node.Kind == yaml.ScalarNode && meant != "":
		r.refuseNode(at, node, "is %s; write %s", describe(node), meant)
	default:
		r.refuseNode(at, node, "is %s; it must be true or false", describe(node))
	}
}

// oldBools are the words that older YAML took for booleans, and quoted booleans.
var oldBools = map[string]string{
	"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false",
}

func (r *reader) decodeNumber(at *place, node *yaml.Node, into reflect.Value, rule *rules) {
	number, reason := wholeNumber(node)
	if reason != "" {
		r.refuseNode(at, node, "is %s; %s", describe(node), reason)
		return
	}
	into.SetInt(number)
	switch {
	case rule.minimum != nil && number < *rule.minimum:
		r.refuseNode(at, node, "%d is too small; the least is %d", number, *rule.minimum)
	case rule.maximum != nil && number > *rule.maximum:
		r.refuseNode(at, node, "%d is too large; the most is %d", number, *rule.maximum)
	}
}

// leadingZero numbers are octal for YAML 1.1 and decimal for YAML 1.2, so nobody can know what is meant.
var leadingZero = regexp.MustCompile(`^[-+]?0[0-9_]+$`)

func wholeNumber(node *yaml.Node) (number int64, reason string) {
	const needed = "it must be a whole number"
	switch {
	case node.Kind != yaml.ScalarNode:
		return 0, needed
	case node.Tag == stringTag && isDigits(node.Value):
		return 0, "it must be a number, so write it without quotes"
	case node.Tag != intTag && node.Tag != floatTag:
		return 0, needed
	case leadingZero.MatchString(node.Value):
		return 0, "the leading 0 reads as octal in some programs, so leave it out"
	}
	if node.Tag == intTag {
		if number, err := strconv.ParseInt(node.Value, 0, 64); err == nil {
			return number, ""
		}
	}
	value, err := strconv.ParseFloat(strings.ReplaceAll(node.Value, "_", ""), 64)
	if err != nil || value != math.Trunc(value) || math.Abs(value) > 1<<53 {
		return 0, needed
	}
	return int64(value), ""
}

func isDigits(value string) bool {
	_, err := strconv.ParseInt(value, 10, 64)
	return err == nil
}
