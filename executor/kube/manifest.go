package kube

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kaaslab/kaaslab/planner"
)

// appliedAnnotation holds a digest of the manifest that was applied. Servers write some values in another way than they
// were given, such as 1000m as 1; whether such a value is the wanted one can only be told by what was applied.
const appliedAnnotation = "kaaslab.dev/applied"

func digestOf(manifest Object) string {
	data, err := json.Marshal(manifest)
	if err != nil {
		return "" // it is not applied either
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

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

// namespaceFor is where objects of the kind are, for manifests have no other namespace than the default one.
func (r Resource) namespaceFor() string {
	if r.Namespaced {
		return Namespace
	}
	return ""
}

// isNotServed reports whether a list failed because the server does not know the kind (any more), so that there are none.
func isNotServed(err error) bool {
	var status apierrors.APIStatus
	return IsNotFound(err) && errors.As(err, &status) && isNotServedYet(status.Status())
}

// ignoreUnknownKind is for deletions: there is nothing of a kind that the server does not know.
func ignoreUnknownKind(err error) error {
	if errors.As(err, &unknownKindError{}) {
		return nil
	}
	return err
}
