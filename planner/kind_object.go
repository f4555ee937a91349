package planner

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/untyped"
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

// ObjectID is the ID of an object: its Kubernetes kind and its name, joined by a dot. The namespace is in it unless it is the
// one in which a lab's objects are.
func ObjectID(kind, namespace, name string) ID {
	if namespace != "" && namespace != spec.DefaultNamespace {
		name = namespace + "/" + name
	}
	return ID{KindObject, kind + "." + name}
}

// objectName is the object's own name: a Kubernetes kind has no dot, and a name no slash.
func objectName(id ID) string {
	name := id.Name[strings.Index(id.Name, ".")+1:]
	return name[strings.LastIndex(name, "/")+1:]
}

// ObjectResource describes the object of a manifest. The values of a Secret are hidden.
func ObjectResource(manifest Manifest) Resource {
	return Resource{ID: objectID(manifest), Attrs: Object{Manifest: HideSecret(manifest)}}
}

func objectID(manifest Manifest) ID {
	return ObjectID(untyped.Text(manifest, "kind"), untyped.Text(manifest, "metadata", "namespace"), untyped.Text(manifest, "metadata", "name"))
}

// madeOtherwise returns the ID under which a cluster of the same name is made in the other way: from a class, or as a raw
// object. Both are the same Cluster in Kubernetes.
func madeOtherwise(r Resource) ID {
	attrs, made := r.Attrs.(WorkloadCluster)
	switch {
	case r.ID.Kind == KindObject && strings.HasPrefix(r.ID.Name, "Cluster."):
		return ID{KindWorkloadCluster, objectName(r.ID)}
	case made:
		return ObjectID("Cluster", attrs.Home(), r.ID.Name)
	}
	return ID{}
}

func desiredObjects(lab *spec.Lab) []Resource {
	var resources []Resource
	seen := map[ID]bool{}
	add := func(objects []Resource) {
		for _, r := range objects {
			if !seen[r.ID] {
				seen[r.ID] = true
				resources = append(resources, r)
			}
		}
	}
	add(desiredHomes(lab))
	for _, files := range manifestsOf(lab) {
		add(objectsOf(lab, files))
	}
	add(desiredNodeSecrets(lab))
	return resources
}

// manifestsOf lists what the management cluster has by manifests: its own, and those of each cluster.
func manifestsOf(lab *spec.Lab) [][]spec.ManifestFile {
	all := [][]spec.ManifestFile{lab.ManagementCluster.Files}
	for _, cluster := range lab.WorkloadClusters {
		all = append(all, cluster.Files)
	}
	return all
}

// manifestObjects lists the objects of all of them, as they stand.
func manifestObjects(lab *spec.Lab) (objects []Manifest) {
	for _, files := range manifestsOf(lab) {
		for _, file := range files {
			for _, object := range file.Objects {
				objects = append(objects, object)
			}
		}
	}
	return objects
}

// objectsOf describes the objects of manifests, in the order that works.
func objectsOf(lab *spec.Lab, files []spec.ManifestFile) []Resource {
	manifests := installOrder(files)
	if len(manifests) == 0 {
		return nil
	}
	resources, defined := make([]Resource, 0, len(manifests)), definitionsOf(lab)
	needs := idsOf(desiredPeerings(lab), desiredClusterAPI(lab))
	sveltos := idsOf(desiredSveltos(lab))
	homes := idsOf(desiredHomes(lab))
	for _, m := range manifests {
		r := ObjectResource(m.Manifest)
		r.From, r.Within, r.Needs = m.from, managementID(lab), needs
		if stageOf(m.Manifest) <= stageTemplate {
			needs = []ID{r.ID} // as in kubectl apply, each comes after the one before it
		}
		if definition, known := defined[groupKind(m.Manifest)]; known {
			r.Needs = append(slices.Clone(r.Needs), definition)
		} else if isSveltos(m.Manifest) {
			r.Needs = append(slices.Clone(r.Needs), sveltos...)
		}
		for _, home := range homeID(untyped.Text(m.Manifest, "metadata", "namespace")) {
			if slices.Contains(homes, home) {
				r.Needs = append(slices.Clone(r.Needs), home)
			}
		}
		resources = append(resources, r)
	}
	return resources
}

// classParts are the ClusterClasses of the management cluster's own manifests, and what those are made from. Workload clusters
// come after them.
func classParts(lab *spec.Lab) []Resource {
	return slices.DeleteFunc(objectsOf(lab, lab.ManagementCluster.Files), func(r Resource) bool {
		return stageOf(r.Attrs.(Object).Manifest) != stageTemplate
	})
}
