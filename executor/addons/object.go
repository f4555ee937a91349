package addons

import (
	"maps"
	"strings"

	"github.com/kaaslab/kaaslab/executor/alteration"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// wanted is an object that an add-on installs.
type wanted struct {
	object kube.Object
	from   string // the release or the file that it is of
	once   bool   // it is made where it is not, and left alone where it is
	// left are the fields that stay as they are where the object is there, as JSON pointers.
	left []string
}

// lessLeft is a form of the object without what is left alone.
func (w wanted) lessLeft(object kube.Object) kube.Object {
	less, err := alteration.Without(object, w.left)
	if err != nil { // a pointer that is none, which Sveltos refuses
		return object
	}
	return less
}

// key names an object in a cluster, whatever version its kind is written in.
type key struct{ group, kind, namespace, name string }

func keyOf(object kube.Object) key {
	apiVersion, _ := object["apiVersion"].(string)
	kind, _ := object["kind"].(string)
	return newKey(groupOf(apiVersion), kind, object.Namespace(), object.Name())
}

// newKey leaves out the namespace in which an object is that names none.
func newKey(group, kind, namespace, name string) key {
	if namespace == kube.Namespace {
		namespace = ""
	}
	return key{group, kind, namespace, name}
}

func groupOf(apiVersion string) string {
	group, _, found := strings.Cut(apiVersion, "/")
	if !found {
		return ""
	}
	return group
}

// Marks of who has installed an object: Sveltos by itself, or by way of Helm.
const (
	sveltosMark = "projectsveltos.io/owner-name"
	helmMark    = "meta.helm.sh/release-name"
)

// isMark knows what installers add to labels and annotations.
func isMark(name string) bool {
	return strings.HasPrefix(name, "projectsveltos.io/") || strings.HasPrefix(name, "meta.helm.sh/") || name == "app.kubernetes.io/managed-by"
}

// plain is an object in what an add-on decides of it, without who has installed it and without nulls, which servers drop.
func plain(object kube.Object) kube.Object {
	bare, _ := withoutNulls(map[string]any(object)).(map[string]any)
	metadata := map[string]any{}
	for _, name := range []string{"name", "namespace"} {
		if value, found := kube.Object(bare).Map("metadata")[name]; found {
			metadata[name] = value
		}
	}
	for _, name := range []string{"labels", "annotations"} {
		texts := maps.Clone(kube.Object(bare).Map("metadata", name))
		maps.DeleteFunc(texts, func(key string, _ any) bool { return isMark(key) })
		if len(texts) > 0 {
			metadata[name] = texts
		}
	}
	bare["metadata"] = metadata
	delete(bare, "status")
	return bare
}

func withoutNulls(value any) any {
	switch value := value.(type) {
	case map[string]any:
		full := make(map[string]any, len(value))
		for name, inner := range value {
			if inner != nil {
				full[name] = withoutNulls(inner)
			}
		}
		return full
	case []any:
		full := make([]any, len(value))
		for i, item := range value {
			full[i] = withoutNulls(item)
		}
		return full
	}
	return value
}
