package spec

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// unknownKey reports a key that does not exist here, and returns the key that was probably meant.
func (r *reader) unknownKey(at *place, keyNode *yaml.Node, known *shape) string {
	if r.isFull() {
		return ""
	}
	names := make([]string, len(known.fields))
	for i, f := range known.fields {
		names[i] = f.key
	}
	meant, inner := NearMiss(keyNode.Value, names), at.key(keyNode.Value)
	switch elsewhere := homes()[keyNode.Value]; {
	case strings.EqualFold(meant, keyNode.Value):
		r.refuseNode(inner, keyNode, fault.UnknownKey, "unknown key; did you mean %s? upper and lower case matter", meant)
	case len(elsewhere) > 0 && meant == "":
		r.refuseNode(inner, keyNode, fault.UnknownKey, "unknown key here; it belongs to %s", strings.Join(elsewhere, ", "))
	case meant != "":
		r.refuseNode(inner, keyNode, fault.UnknownKey, "unknown key; did you mean %s?", meant)
	default:
		r.refuseNode(inner, keyNode, fault.UnknownKey, "unknown key; known are %s", strings.Join(names, ", "))
	}
	if meant != "" {
		r.meant = append(r.meant, at.key(meant).String())
	}
	return meant
}

// homes lists, for every key of the lab file, where it may stand.
var homes = sync.OnceValue(func() map[string][]string {
	found := map[string][]string{}
	addHomes(reflect.TypeFor[Lab](), "the top level", "", found)
	return found
})

func addHomes(t reflect.Type, home, prefix string, found map[string][]string) {
	for _, f := range shapeOf(t).fields {
		if !slices.Contains(found[f.key], home) {
			found[f.key] = append(found[f.key], home)
		}
		inner, name := t.Field(f.index).Type, prefix+f.key
		if inner.Kind() == reflect.Slice {
			inner, name = inner.Elem(), name+"[]"
		}
		if inner.Kind() == reflect.Struct {
			addHomes(inner, name, name+".", found)
		}
	}
}
