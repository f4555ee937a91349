package spec

import (
	"reflect"

	"go.yaml.in/yaml/v3"
)

// decode reads a node into a value of the lab file's types. Whatever does not fit is reported and left empty.
func (r *reader) decode(at *place, node *yaml.Node, into reflect.Value, rule *rules) {
	switch into.Kind() {
	case reflect.Struct:
		r.decodeStruct(at, node, into)
	case reflect.Slice:
		r.decodeList(at, node, into, rule)
	case reflect.Map:
		r.decodeMap(at, node, into)
	case reflect.Interface:
		if value := r.freeform(at, node); value != nil {
			into.Set(reflect.ValueOf(value))
		}
	default:
		r.decodeScalar(at, node, into, rule)
	}
}

func (r *reader) decodeStruct(at *place, node *yaml.Node, into reflect.Value) {
	if !r.expect(at, node, yaml.MappingNode) {
		return
	}
	known := shapeOf(into.Type())
	seen := make(map[string]bool, len(known.fields))
	r.eachEntry(at, node, func(inner *place, keyNode, value *yaml.Node) {
		f := known.byKey[keyNode.Value]
		if f == nil {
			if meant := r.unknownKey(at, keyNode, known); meant != "" {
				seen[meant] = true
			}
			return
		}
		seen[f.key] = true
		r.decode(inner, value, into.Field(f.index), &f.rules)
	})
	r.absent(at, node, into, known, seen)
}

// absent fills the defaults of the keys that are not there, and reports those that must be.
func (r *reader) absent(at *place, node *yaml.Node, into reflect.Value, known *shape, seen map[string]bool) {
	for i := range known.fields {
		f := &known.fields[i]
		switch {
		case seen[f.key]:
		case f.required:
			r.refuseNode(at.key(f.key), node, "is missing, and must be set")
		case f.fallback != "":
			setText(into.Field(f.index), f.fallback)
		default:
			fillDefaults(into.Field(f.index))
		}
	}
}

// fillDefaults sets the defaults inside a struct that the file does not have at all.
func fillDefaults(into reflect.Value) {
	if into.Kind() != reflect.Struct {
		return
	}
	for _, f := range shapeOf(into.Type()).fields {
		if f.fallback != "" {
			setText(into.Field(f.index), f.fallback)
			continue
		}
		fillDefaults(into.Field(f.index))
	}
}

func (r *reader) decodeList(at *place, node *yaml.Node, into reflect.Value, rule *rules) {
	if !r.expect(at, node, yaml.SequenceNode) || len(node.Content) == 0 {
		return
	}
	if rule.maxItems > 0 && len(node.Content) > rule.maxItems {
		r.refuseNode(at, node, "has %d items; the most is %d", len(node.Content), rule.maxItems)
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content)))
	for i, item := range node.Content {
		r.decode(at.item(i), item, into.Index(i), rule)
	}
}

func (r *reader) decodeMap(at *place, node *yaml.Node, into reflect.Value) {
	if !r.expect(at, node, yaml.MappingNode) {
		return
	}
	into.Set(reflect.MakeMapWithSize(into.Type(), len(node.Content)/2))
	r.eachEntry(at, node, func(inner *place, keyNode, value *yaml.Node) {
		element := reflect.New(into.Type().Elem()).Elem()
		r.decode(inner, value, element, &rules{})
		into.SetMapIndex(reflect.ValueOf(keyNode.Value), element)
	})
}

// eachEntry visits the entries of a mapping whose key is text and new.
func (r *reader) eachEntry(at *place, node *yaml.Node, visit func(inner *place, keyNode, value *yaml.Node)) {
	lines := make(map[string]int, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		keyNode, inner := node.Content[i], at.key(node.Content[i].Value)
		switch first := lines[keyNode.Value]; {
		case keyNode.Kind != yaml.ScalarNode || keyNode.Tag == nullTag:
			r.refuseNode(at, keyNode, "has a key that is not text; a key is one word before a colon")
		case first > 0:
			r.refuseNode(inner, keyNode, "is there twice, first on line %d; keep one", first)
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
		r.refuseNode(at, node, "is empty; give it a value or leave the key out")
		return false
	}
	r.refuseNode(at, node, "is %s; it must be %s", describe(node), kindWords[kind])
	return false
}
