package spec

import (
	"reflect"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// decode reads a node into a value of the lab file's types. Whatever does not fit is reported and left empty.
func (r *reader) decode(at *place, node *yaml.Node, into reflect.Value, rule *rules) {
	switch into.Kind() {
	case reflect.Struct:
		if rule.short != "" && node.Kind == yaml.ScalarNode && !isNull(node) {
			r.decodeShort(at, node, into, rule)
			return
		}
		r.decodeStruct(at, node, into)
	case reflect.Slice:
		r.decodeList(at, node, into, rule)
	case reflect.Map:
		r.decodeMap(at, node, into)
	case reflect.Pointer: // a value whose absence means something
		into.Set(reflect.New(into.Type().Elem()))
		r.decode(at, node, into.Elem(), rule)
	case reflect.Interface:
		r.doubtAll(at, node)
		if rule.isCRD {
			r.decodeCRD(at, node, into, rule)
			return
		}
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
			r.refuseNode(at.key(f.key), node, fault.MissingKey, "is missing, and must be set")
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
		r.refuseNode(at, node, fault.OutOfBounds, "has %d items; the most is %d", len(node.Content), rule.maxItems)
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
		r.doubt(inner, keyNode)
		r.decode(inner, value, element, &rules{})
		into.SetMapIndex(reflect.ValueOf(keyNode.Value), element)
	})
}

// decodeCRD reads what is in another project's words, and checks it once by that project's schema.
func (r *reader) decodeCRD(at *place, node *yaml.Node, into reflect.Value, rule *rules) {
	before := len(r.problems)
	if rule.crd == "" {
		r.sayWhichKey(at, node)
	}
	known, _, _ := ForeignSchema(rule.crd)
	schema := *known
	schema.Meaning = rule.meaning
	r.conform(at, node, &schema)
	if value := (&reader{}).freeform(at, node); value != nil && len(r.problems) == before {
		into.Set(reflect.ValueOf(value))
	}
}

// decodeShort reads a text where one field of a mapping says all.
func (r *reader) decodeShort(at *place, node *yaml.Node, into reflect.Value, rule *rules) {
	whole, _ := into.Type().FieldByName(rule.short)
	inner := readRules(whole.Tag)
	r.decodeScalar(at, node, into.FieldByIndex(whole.Index), &inner)
}
