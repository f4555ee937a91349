package drift

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// absent is the print of an object that is not there.
const absent = "absent"

// fingerprints tells of objects whether they are as they were.
func fingerprints(ctx context.Context, cluster client.Client, of []reference) (map[reference]string, error) {
	prints := make(map[reference]string, len(of))
	for _, r := range of {
		if r.Ignore {
			continue
		}
		object, err := get(ctx, cluster, r)
		switch {
		case err == nil:
			prints[r] = fingerprint(object)
		case apierrors.IsNotFound(err) || meta.IsNoMatchError(err):
			prints[r] = absent
		default:
			return nil, err
		}
	}
	return prints, nil
}

func get(ctx context.Context, cluster client.Client, r reference) (*unstructured.Unstructured, error) {
	object := &unstructured.Unstructured{}
	object.SetGroupVersionKind(schema.GroupVersionKind{Group: r.Group, Version: r.Version, Kind: r.Kind})
	key := client.ObjectKey{Namespace: r.Namespace, Name: r.Name}
	if key.Namespace == "" && r.Home != "" {
		namespaced, err := cluster.IsObjectNamespaced(object)
		if err != nil {
			return nil, err
		}
		if namespaced {
			key.Namespace = r.Home
		}
	}
	return object, cluster.Get(ctx, key, object)
}

// fingerprint is of what people write into an object: all but its status, and
// of its metadata labels and annotations. What controllers write beside that is
// left out, or the work of a controller would be drift.
func fingerprint(object *unstructured.Unstructured) string {
	content := maps.Clone(object.Object)
	delete(content, "status")
	content["metadata"] = []map[string]string{ofPeople(object.GetLabels()), ofPeople(object.GetAnnotations())}
	if field := bound[object.GroupVersionKind().GroupKind()]; field != "" {
		if written, is := content["spec"].(map[string]any); is {
			written = maps.Clone(written)
			delete(written, field)
			content["spec"] = written
		}
	}
	text, err := json.Marshal(content) // keys are sorted
	if err != nil {
		return err.Error() // it came as JSON
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// bound are the fields of a spec that the binder of volumes writes.
var bound = map[schema.GroupKind]string{{Kind: "PersistentVolumeClaim"}: "volumeName", {Kind: "PersistentVolume"}: "claimRef"}

// ofControllers are the domains of the annotations that Kubernetes' own controllers write.
var ofControllers = []string{"deployment.kubernetes.io/", "deprecated.daemonset.template.generation", "pv.kubernetes.io/", "volume.kubernetes.io/",
	"volume.beta.kubernetes.io/", "autoscaling.alpha.kubernetes.io/", "batch.kubernetes.io/", "control-plane.alpha.kubernetes.io/"}

func ofPeople(texts map[string]string) map[string]string {
	kept := map[string]string{} // none is the same as no field
	maps.Copy(kept, texts)
	maps.DeleteFunc(kept, func(key, _ string) bool {
		for _, prefix := range ofControllers {
			if strings.HasPrefix(key, prefix) {
				return true
			}
		}
		return false
	})
	return kept
}
