package planner

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
)

// KindObject is a Kubernetes object that a manifest of the lab holds as it is.
const KindObject Kind = "object"

// Object is an object's manifest: the fields that the lab decides.
type Object struct {
	Manifest Manifest `json:"manifest"`
}

// Manifest is an object as decoded from YAML.
type Manifest map[string]any

// Immutable implements Attrs. What cannot change in an object is for its API to say.
func (Object) Immutable() []string { return nil }

// ObjectID is the ID of an object: its Kubernetes kind and its name, joined by a dot.
func ObjectID(kind, name string) ID { return ID{KindObject, kind + "." + name} }

// objectName is the object's own name: a Kubernetes kind has no dot.
func objectName(id ID) string { return id.Name[strings.Index(id.Name, ".")+1:] }

// ObjectResource describes the object of a manifest. The values of a Secret are hidden.
func ObjectResource(manifest Manifest) Resource {
	kind, _ := manifest["kind"].(string)
	metadata, _ := manifest["metadata"].(map[string]any)
	name, _ := metadata["name"].(string)
	return Resource{ID: ObjectID(kind, name), Attrs: Object{Manifest: HideSecret(manifest)}}
}

// madeOtherwise returns the ID under which a cluster of the same name is made in the other way: from a class, or as a raw
// object. Both are the same Cluster in Kubernetes.
func madeOtherwise(id ID) (ID, bool) {
	name, raw := strings.CutPrefix(id.Name, "Cluster.")
	switch {
	case id.Kind == KindObject && raw:
		return ID{KindWorkloadCluster, name}, true
	case id.Kind == KindWorkloadCluster:
		return ObjectID("Cluster", id.Name), true
	}
	return ID{}, false
}

func desiredObjects(lab *spec.Lab) []Resource {
	var resources []Resource
	seen := map[ID]bool{}
	for _, cluster := range lab.WorkloadClusters {
		for _, r := range objectsOf(lab, cluster) {
			if !seen[r.ID] {
				seen[r.ID] = true
				resources = append(resources, r)
			}
		}
	}
	return resources
}

// objectsOf describes the objects of a cluster's manifests, in the order that works.
func objectsOf(lab *spec.Lab, cluster spec.WorkloadCluster) []Resource {
	manifests := installOrder(cluster.Files)
	if len(manifests) == 0 {
		return nil
	}
	resources, defined := make([]Resource, 0, len(manifests)), definitionsOf(lab)
	needs := idsOf(desiredPeerings(lab), desiredClusterAPI(lab))
	for _, m := range manifests {
		r := ObjectResource(m.Manifest)
		r.From, r.Within, r.Needs = m.from, managementID(lab), needs
		if stageOf(m.Manifest) <= stageTemplate {
			needs = []ID{r.ID} // as in kubectl apply, each comes after the one before it
		}
		if definition, known := defined[groupKind(m.Manifest)]; known {
			r.Needs = append(slices.Clone(r.Needs), definition)
		}
		resources = append(resources, r)
	}
	return resources
}
