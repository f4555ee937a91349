package spec

import (
	"math"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// freeform reads a node as the JSON value that Kubernetes and Helm would read: numbers are int64 or float64, keys are
// text, and a plain yes or no is a boolean.
func (r *reader) freeform(at *place, node *yaml.Node) any {
	switch node.Kind {
	case yaml.MappingNode:
		object := make(map[string]any, len(node.Content)/2)
		r.eachEntry(at, node, func(inner *place, keyNode, value *yaml.Node) {
			object[keyNode.Value] = r.freeform(inner, value)
		})
		return object
	case yaml.SequenceNode:
		list := make([]any, len(node.Content))
		for i, item := range node.Content {
			list[i] = r.freeform(at.item(i), item)
		}
		return list
	}
	return r.freeformScalar(at, node)
}

func (r *reader) freeformScalar(at *place, node *yaml.Node) any {
	switch node.Tag {
	case nullTag:
		return nil
	case boolTag:
		return r.freeformBool(at, node)
	case intTag, floatTag:
		return r.freeformNumber(at, node)
	case stringTag, timestampTag:
		if value, isBool := OldBool(node.Value); isBool && node.Style == 0 {
			return value
		}
		return node.Value
	}
	r.refuseNode(at, node, fault.WrongType, "has the YAML tag %s; leave the tag out", quote(node.Tag))
	return nil
}

func (r *reader) freeformBool(at *place, node *yaml.Node) any {
	var value bool
	r.decodeBool(at, node, reflect.ValueOf(&value).Elem())
	return value
}

func (r *reader) freeformNumber(at *place, node *yaml.Node) any {
	var value float64
	if number, err := strconv.ParseInt(strings.ReplaceAll(node.Value, "_", ""), 0, 64); err == nil {
		return number
	}
	if err := node.Decode(&value); err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		r.refuseNode(at, node, fault.WrongType, "%s is not a number that JSON knows", quote(node.Value))
		return nil
	}
	// JSON does not tell 3.0 from 3, so neither must a comparison with what the cluster holds.
	if value == math.Trunc(value) && math.Abs(value) < 1<<63 {
		return int64(value)
	}
	return value
}

// OldBool reads a plain word as YAML 1.1 does, by which Helm and kubectl read: yes, Yes and YES are a boolean, and yEs is a
// text. The letters y and n, which are booleans there as well, stay the names that people mean by them.
func OldBool(word string) (value, isBool bool) {
	lower := strings.ToLower(word)
	if word != lower && word != strings.ToUpper(word) && word != strings.ToUpper(lower[:1])+lower[1:] {
		return false, false
	}
	meant, isBool := oldBools[lower]
	return meant == "true", isBool
}
