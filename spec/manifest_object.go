package spec

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"
)

// listItems gives the objects of a document: itself, or what a List holds.
func listItems(node *yaml.Node) []*yaml.Node {
	_, kind := entryOf(node, "kind")
	_, items := entryOf(node, "items")
	if kind != nil && kind.Value == "List" && items != nil && items.Kind == yaml.SequenceNode {
		return items.Content
	}
	return []*yaml.Node{node}
}

func manifestObject(path string, node *yaml.Node) (object map[string]any, reason string) {
	r := &reader{file: path, root: node}
	object, isMapping := r.freeform(nil, node).(map[string]any)
	at := fmt.Sprintf("%s:%d", path, node.Line)
	switch {
	case len(r.problems) > 0:
		return nil, r.problems[0].String()
	case !isMapping:
		return nil, at + ": is " + describe(node) + "; it must be a Kubernetes object"
	}
	return object, objectReason(at, object)
}

// objectReason says what an object lacks that every Kubernetes object has.
func objectReason(at string, object map[string]any) string {
	for _, path := range [][]string{{"apiVersion"}, {"kind"}, {"metadata", "name"}} {
		if text(object, path...) == "" {
			return fmt.Sprintf("%s: the object has no %s", at, strings.Join(path, "."))
		}
	}
	return ""
}

// text is the string at a path in an object, or nothing.
func text(object map[string]any, path ...string) string {
	for _, name := range path[:len(path)-1] {
		object, _ = object[name].(map[string]any)
	}
	value, _ := object[path[len(path)-1]].(string)
	return value
}

// fileError leaves out the path that the file system repeats.
func fileError(err error) error {
	if inner := (*fs.PathError)(nil); errors.As(err, &inner) {
		return inner.Err
	}
	return err
}
