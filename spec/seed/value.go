package seed

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/spec"
)

// reading turns nodes into values as kubectl and Helm do, which read YAML 1.1: a plain yes is true, 010 is eight, and of a
// key that is there twice the last counts. Whatever somebody may have meant otherwise is handed out.
type reading struct {
	twice func(key *yaml.Node) // a key whose former value is lost
}

func (r reading) value(node *yaml.Node) any {
	switch node.Kind {
	case yaml.MappingNode:
		return r.mapping(node)
	case yaml.SequenceNode:
		list := make([]any, len(node.Content))
		for i, item := range node.Content {
			list[i] = r.value(item)
		}
		return list
	case yaml.ScalarNode:
		return scalar(node)
	}
	return nil
}

func (r reading) mapping(node *yaml.Node) map[string]any {
	made := make(map[string]any, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		name := keyText(node.Content[i])
		if _, before := made[name]; before && r.twice != nil {
			r.twice(node.Content[i])
		}
		made[name] = r.value(node.Content[i+1])
	}
	return made
}

// keyText is a key as JSON has it: text, whatever it looks like.
func keyText(node *yaml.Node) string {
	switch value := scalar(node).(type) {
	case bool:
		return strconv.FormatBool(value)
	case int64:
		return strconv.FormatInt(value, 10)
	}
	return node.Value
}

func scalar(node *yaml.Node) any {
	switch node.Tag {
	case "!!null":
		return nil
	case "!!bool":
		value, _ := spec.OldBool(node.Value)
		return value
	case "!!int", "!!float":
		return number(node)
	}
	if node.Style != 0 || node.Tag != "!!str" {
		return node.Value
	}
	if value, isBool := spec.OldBool(node.Value); isBool {
		return value
	}
	if value, isBool := letters[node.Value]; isBool {
		return value
	}
	return node.Value
}

// letters are booleans of YAML 1.1 that a lab file, which people write by hand, takes for text.
var letters = map[string]bool{"y": true, "Y": true, "n": false, "N": false}

var decimal = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)

// number keeps whole numbers exact as far as JSON's readers do. What is no number in JSON stays the text that it is.
func number(node *yaml.Node) any {
	plain := strings.ReplaceAll(node.Value, "_", "")
	if value, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return value
	}
	if value, err := strconv.ParseUint(plain, 0, 64); err == nil {
		return value
	}
	if value, err := strconv.ParseFloat(plain, 64); err == nil && decimal.MatchString(plain) && !math.IsInf(value, 0) {
		return value
	}
	return node.Value
}
