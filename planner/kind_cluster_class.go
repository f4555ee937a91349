package planner

import (
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/classpatch"
)

// KindClusterClass is a ClusterClass that kaaslab makes, with its templates. There is one for each infrastructure that the
// lab's workload clusters use.
const KindClusterClass Kind = "clusterClass"

// ClassRevision counts the versions of the ClusterClasses that kaaslab makes. It rises with every change of their content,
// so that the plan of a lab made by an older kaaslab shows the change. A test of the adapter compares it with the content.
const ClassRevision = 3

// ClusterClass is what a ClusterClass of kaaslab is made from.
type ClusterClass struct {
	Infrastructure spec.Infrastructure `json:"infrastructure"`
	Revision       int                 `json:"revision"`
	// KubernetesVersions are those that its clusters can have, without a gap: through them Cluster API goes over several minor
	// versions. None until a cluster needs that.
	KubernetesVersions []string `json:"kubernetesVersions,omitempty"`
	// MachinePools says that its clusters can have MachinePools, which the lab needs.
	MachinePools bool `json:"machinePools,omitempty"`
	// IPv6First says that pods of its clusters can have addresses of IPv6 before those of IPv4, as those of the lab do.
	IPv6First bool `json:"ipv6First,omitempty"`
	// Patches are the user's own, by the entries of the lab file that they are for.
	Patches []ClassPatches `json:"patches,omitempty"`
	Reach                  // without passwords
}

// ClassPatches are what an entry of the lab file changes in the class, for its own clusters.
type ClassPatches = classpatch.Entry

// PoolPatches are what a pool changes in the templates that its machines are made from.
type PoolPatches = classpatch.Pool

// patchesFor are the patches for a cluster.
func (c ClusterClass) patchesFor(cluster string) ClassPatches {
	return classpatch.For(cluster, c.Patches)
}

func classPatches(lab *spec.Lab, infrastructure spec.Infrastructure) []ClassPatches {
	var all []ClassPatches
	for _, cluster := range lab.WorkloadClusters {
		if !ownClass(cluster) || cluster.Infrastructure != infrastructure {
			continue
		}
		if patches := patchesOf(cluster); !patches.Empty() {
			all = append(all, patches)
		}
	}
	return all
}

func patchesOf(cluster spec.WorkloadCluster) ClassPatches {
	patches := ClassPatches{Clusters: cluster.Name, Cluster: spec.InClass(cluster), ControlPlane: spec.InClass(cluster.ControlPlane)}
	if cluster.Count > 0 {
		patches.Clusters += "-*"
	}
	for _, pool := range cluster.Workers {
		if settings := spec.InClass(pool); settings != nil {
			patches.Workers = append(patches.Workers, PoolPatches{Name: pool.Name, Settings: settings})
		}
	}
	if len(cluster.ClassPatches) > 0 {
		patches.ClassPatches = spec.AsJSON[[]any](cluster.ClassPatches)
	}
	return patches
}

// Immutable implements Attrs.
func (ClusterClass) Immutable() []string { return []string{"infrastructure"} }

// ClusterClassResource describes the lab's class for an infrastructure.
func ClusterClassResource(name string, attrs ClusterClass) Resource {
	return Resource{ID: ID{KindClusterClass, name}, Attrs: attrs, Needs: askedCaches(attrs.Registries)}
}

func desiredClusterClasses(lab *spec.Lab) []Resource {
	var resources []Resource
	for _, infrastructure := range usedInfrastructures(lab) {
		attrs := ClusterClass{Infrastructure: infrastructure, Revision: ClassRevision, Patches: classPatches(lab, infrastructure)}
		if infrastructure.OnDocker() {
			attrs.MachinePools, attrs.IPv6First = HasMachinePools(lab), hasIPv6First(lab)
			attrs.Reach = reachOf(lab)
			attrs.Archives = len(archivesFor(lab, spec.ImagesForWorkload)) > 0
			attrs.Registries = withoutPasswords(attrs.Registries)
		}
		r := ClusterClassResource(spec.ClassName(lab.Name, infrastructure), attrs)
		r.Within, r.Needs = managementID(lab), append(r.Needs, idsOf(desiredClusterAPI(lab))...)
		if infrastructure.OnDocker() {
			r.Needs = append(r.Needs, imageNeeds(loadedImages(lab.WorkloadClusters)...)...) // machines are replaced as soon as the class changes
			r.Needs = append(r.Needs, idsOf(desiredNodeSecrets(lab))...)
			r.Needs = append(r.Needs, archivesFor(lab, spec.ImagesForDocker, spec.ImagesForWorkload)...)
		}
		resources = append(resources, r)
	}
	return resources
}

// HasMachinePools reports whether a pool of a cluster of kaaslab's own class, which is on Docker then, is a MachinePool.
func HasMachinePools(lab *spec.Lab) bool {
	return slices.ContainsFunc(lab.WorkloadClusters, func(cluster spec.WorkloadCluster) bool {
		return ownClass(cluster) && slices.ContainsFunc(cluster.Workers, func(pool spec.WorkerPool) bool { return pool.MachinePool })
	})
}

// hasIPv6First reports whether pods of a cluster of kaaslab's own class on Docker have addresses of IPv6 first.
func hasIPv6First(lab *spec.Lab) bool {
	return slices.ContainsFunc(lab.WorkloadClusters, func(cluster spec.WorkloadCluster) bool {
		return ownClass(cluster) && cluster.Infrastructure.OnDocker() && strings.Contains(spec.Ranges(cluster.PodCIDR)[0], ":")
	})
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
