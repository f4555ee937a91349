package spec

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

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
