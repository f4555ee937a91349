package planner

import "github.com/kaaslab/kaaslab/spec"

// KindKubeconfig is a kubeconfig file in the lab's state directory.
const KindKubeconfig Kind = "kubeconfig"

// Kubeconfig says which cluster a kubeconfig file reaches.
type Kubeconfig struct {
	Cluster ID `json:"cluster"`
}

// Immutable implements Attrs.
func (Kubeconfig) Immutable() []string { return nil }

// KubeconfigResource describes the kubeconfig file of a management or workload cluster. It outlives the cluster: the file
// is on the host.
func KubeconfigResource(cluster ID) Resource {
	return Resource{
		ID: ID{KindKubeconfig, clusterName(cluster)}, Attrs: Kubeconfig{Cluster: cluster},
		Needs: []ID{cluster}, Within: cluster, Outlives: true,
	}
}

// clusterName is the cluster's own name: an object's ID has its Kubernetes kind before it.
func clusterName(cluster ID) string {
	if cluster.Kind == KindObject {
		return objectName(cluster)
	}
	return cluster.Name
}

func desiredKubeconfigs(lab *spec.Lab) []Resource {
	management := KubeconfigResource(managementID(lab))
	management.Follows = []ID{managementID(lab)} // which may have made other certificates when it was started
	resources := []Resource{management}
	for _, cluster := range lab.Clusters() {
		r := KubeconfigResource(WorkloadID(cluster))
		if hasNodes(cluster) {
			r.Follows = []ID{{KindNodes, cluster.Name}} // whose load balancer has another port after each start
		}
		resources = append(resources, r)
	}
	return resources
}

// WorkloadID is the ID of a workload cluster: of one that kaaslab makes or uses, or of a raw one, which is an object.
func WorkloadID(cluster spec.WorkloadCluster) ID {
	if cluster.RawCluster() {
		return ObjectID("Cluster", cluster.Home(), cluster.Name)
	}
	return ID{KindWorkloadCluster, cluster.Name}
}
