package spec

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/untyped"
)

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
	if reason := objectReason(object); reason != "" {
		return nil, at + ": " + reason
	}
	return object, ""
}

// objectReason says what an object lacks that every Kubernetes object has.
func objectReason(object map[string]any) string {
	for _, path := range [][]string{{"apiVersion"}, {"kind"}, {"metadata", "name"}} {
		if untyped.Text(object, path...) == "" {
			return "the object has no " + strings.Join(path, ".")
		}
	}
	return secretReason(object)
}

// secretReason refuses a Secret that has other values than texts. Its values are hidden, so that nobody would see what became
// of them on their way.
func secretReason(object map[string]any) string {
	if !isSecret(object) {
		return ""
	}
	for _, field := range []string{"data", "stringData"} {
		values, isMapping := object[field].(map[string]any)
		if object[field] != nil && !isMapping {
			return fmt.Sprintf("%s of Secret %s is no mapping", field, untyped.Text(object, "metadata", "name"))
		}
		for _, key := range slices.Sorted(maps.Keys(values)) {
			if _, isText := values[key].(string); !isText && values[key] != nil {
				return fmt.Sprintf("%s.%s of Secret %s is no text; put it in quotes", field, key, untyped.Text(object, "metadata", "name"))
			}
		}
	}
	return ""
}

// fileError leaves out the path that the file system repeats.
func fileError(err error) error {
	if inner := (*fs.PathError)(nil); errors.As(err, &inner) {
		return inner.Err
	}
	return err
}
