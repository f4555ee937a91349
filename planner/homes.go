package planner

import (
	"slices"

	"github.com/kaaslab/kaaslab/internal/untyped"
	"github.com/kaaslab/kaaslab/spec"
)

// homeID is the namespace of Clusters, or nothing for the one that is always there.
func homeID(namespace string) []ID {
	if namespace == "" || namespace == spec.DefaultNamespace {
		return nil
	}
	return []ID{ObjectID("Namespace", "", namespace)}
}

// desiredHomes are the namespaces of Clusters that no manifest holds. In a management cluster of somebody else they are that
// person's, and are there already.
func desiredHomes(lab *spec.Lab) []Resource {
	if lab.ManagementCluster.Provider.Given() {
		return nil
	}
	var made []Resource
	written := writtenNamespaces(lab)
	for _, cluster := range lab.WorkloadClusters {
		namespace := cluster.Home()
		if id := homeID(namespace); id == nil || written[namespace] {
			continue
		}
		written[namespace] = true
		r := ObjectResource(Manifest{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": namespace}})
		r.Within, r.Needs = managementID(lab), idsOf(desiredPeerings(lab), desiredClusterAPI(lab))
		made = append(made, r)
	}
	return made
}

func writtenNamespaces(lab *spec.Lab) map[string]bool {
	written := map[string]bool{}
	for _, object := range manifestObjects(lab) {
		if groupOf(object) == "" && untyped.Text(object, "kind") == "Namespace" {
			written[untyped.Text(object, "metadata", "name")] = true
		}
	}
	return written
}

// dockerHomes are the namespaces in which the lab's own class makes machines on Docker.
func dockerHomes(lab *spec.Lab) []string {
	var homes []string
	for _, cluster := range lab.WorkloadClusters {
		if ownClass(cluster) && cluster.Infrastructure == spec.InfrastructureDocker && !slices.Contains(homes, cluster.Home()) {
			homes = append(homes, cluster.Home())
		}
	}
	return homes
}
