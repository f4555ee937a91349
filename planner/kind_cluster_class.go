package planner

import (
	"strings"

	"github.com/kaaslab/kaaslab/spec"
)

// KindClusterClass is a ClusterClass that kaaslab makes, with its templates. There is one for each infrastructure that the
// lab's workload clusters use.
const KindClusterClass Kind = "clusterClass"

// ClassRevision counts the versions of the ClusterClasses that kaaslab makes. It rises with every change of their content,
// so that the plan of a lab made by an older kaaslab shows the change. A test of the adapter compares it with the content.
const ClassRevision = 2

// ClusterClass is what a ClusterClass of kaaslab is made from.
type ClusterClass struct {
	Infrastructure spec.Infrastructure `json:"infrastructure"`
	Revision       int                 `json:"revision"`
	// KubernetesVersions are those that its clusters can have, without a gap: through them Cluster API goes over several minor
	// versions. None until a cluster needs that.
	KubernetesVersions []string `json:"kubernetesVersions,omitempty"`
	// Patches are the user's own, by the entries of the lab file that they are for.
	Patches []ClassPatches `json:"patches,omitempty"`
}

// ClassPatches are the JSON patches of an entry of the lab file.
type ClassPatches struct {
	Clusters     string `json:"clusters"` // the name of a cluster, or the stem of a fleet's names and "-*"
	ClassPatches []any  `json:"classPatches"`
}

// Key implements Keyed.
func (p ClassPatches) Key() string { return p.Clusters }

// Stem is what the names of a fleet begin with, if the patches are for a fleet.
func (p ClassPatches) Stem() (string, bool) { return strings.CutSuffix(p.Clusters, "*") }

func classPatches(lab *spec.Lab, infrastructure spec.Infrastructure) []ClassPatches {
	var all []ClassPatches
	for _, cluster := range lab.WorkloadClusters {
		if len(cluster.ClassPatches) == 0 || !ownClass(cluster) || cluster.Infrastructure != infrastructure {
			continue
		}
		patches := ClassPatches{Clusters: cluster.Name, ClassPatches: spec.AsJSON[[]any](cluster.ClassPatches)}
		if cluster.Count > 0 {
			patches.Clusters += "-*"
		}
		all = append(all, patches)
	}
	return all
}

// Immutable implements Attrs.
func (ClusterClass) Immutable() []string { return []string{"infrastructure"} }

// ClusterClassResource describes the lab's class for an infrastructure.
func ClusterClassResource(name string, attrs ClusterClass) Resource {
	return Resource{ID: ID{KindClusterClass, name}, Attrs: attrs}
}

func desiredClusterClasses(lab *spec.Lab) []Resource {
	var resources []Resource
	for _, infrastructure := range usedInfrastructures(lab) {
		r := ClusterClassResource(spec.ClassName(lab.Name, infrastructure),
			ClusterClass{Infrastructure: infrastructure, Revision: ClassRevision, Patches: classPatches(lab, infrastructure)})
		r.Within, r.Needs = managementID(lab), idsOf(desiredClusterAPI(lab))
		resources = append(resources, r)
	}
	return resources
}

func usedInfrastructures(lab *spec.Lab) []spec.Infrastructure {
	var used []spec.Infrastructure
	for _, candidate := range spec.Classed {
		for _, cluster := range lab.WorkloadClusters {
			if ownClass(cluster) && cluster.Infrastructure == candidate {
				used = append(used, candidate)
				break
			}
		}
	}
	return used
}

// ownClass reports whether the cluster is made from a class of kaaslab's.
func ownClass(cluster spec.WorkloadCluster) bool {
	return cluster.ClusterClass == "" && cluster.Made()
}
