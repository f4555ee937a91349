package kube

import (
	"cmp"
	"errors"
	"maps"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kaaslab/kaaslab/planner"
)

// asApplied is the manifest in the form that it is sent in.
func asApplied(manifest Object, namespaced bool) Object {
	if namespaced {
		manifest = manifest.inNamespace(Namespace)
	}
	return manifest.With(map[string]string{manifestLabel: "true"}, nil)
}

// Stored is an object in the form that an API server keeps: a Secret has data only.
func Stored(object Object) Object { return reveal(planner.HideSecret(planner.Manifest(object))) }

// reveal returns the manifest as it is sent: a plan hides the values of secrets.
func reveal(manifest planner.Manifest) Object {
	data, _ := manifest["data"].(map[string]any)
	if !isSecret(manifest) || data == nil {
		return Object(manifest)
	}
	plain := make(map[string]any, len(data))
	for key, value := range data {
		if hidden, ok := value.(planner.Hidden); ok {
			value = string(hidden)
		}
		plain[key] = value
	}
	revealed := maps.Clone(manifest)
	revealed["data"] = plain
	return Object(revealed)
}

func isSecret(manifest planner.Manifest) bool {
	return manifest["kind"] == "Secret" && manifest["apiVersion"] == "v1"
}

func (o Object) inNamespace(namespace string) Object {
	if o.Namespace() != "" {
		return o
	}
	metadata := maps.Clone(o.Map("metadata"))
	metadata["namespace"] = namespace
	placed := maps.Clone(o)
	placed["metadata"] = metadata
	return placed
}

// namespaceOf is where the object of a manifest is.
func (r Resource) namespaceOf(manifest Object) string {
	if r.Namespaced {
		return cmp.Or(manifest.Namespace(), Namespace)
	}
	return ""
}

// isNotServed reports whether a list failed because the server does not know the kind (any more), so that there are none.
func isNotServed(err error) bool {
	var status apierrors.APIStatus
	return IsNotFound(err) && errors.As(err, &status) && isNotServedYet(status.Status())
}

// WithoutUnknownKind is for what need not be there: there is nothing of a kind that the server does not know.
func WithoutUnknownKind(err error) error {
	if errors.As(err, &unknownKindError{}) {
		return nil
	}
	return err
}
