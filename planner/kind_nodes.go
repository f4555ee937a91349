package planner

import "github.com/kaaslab/kaaslab/spec"

// KindNodes are the containers of a workload cluster on the Docker host: its nodes and its load balancer. Cluster API
// makes them; that they run, keep their addresses and come back with Docker is for kaaslab to see to (hazard H44). They
// can be seen without the management cluster, and go with the workload cluster.
const KindNodes Kind = "nodes"

// Nodes is how a workload cluster's containers are held.
type Nodes struct {
	Network string `json:"network"`
	// Down lists containers that do not run. It is only seen, never wanted.
	Down []string `json:"down,omitempty"`
	// Logins are files with passwords that nodes have, by their paths.
	Logins map[string]Hidden `json:"logins,omitempty"`
}

// Immutable implements Attrs.
func (Nodes) Immutable() []string { return nil }

// Fill keeps what is only seen: containers that are down are not ready, they are no change.
func (n Nodes) Fill(observed Attrs) Attrs {
	there := observed.(Nodes)
	n.Down = there.Down
	if len(n.Logins) == 0 { // nodes keep theirs until their class says otherwise
		n.Logins = there.Logins
	} else {
		n.Logins = fillSecrets(n.Logins, there.Logins)
	}
	return n
}

// NodesResource describes the containers of a workload cluster. Every change of the cluster may make new ones.
func NodesResource(cluster string, attrs Nodes) Resource {
	return Resource{
		ID: ID{KindNodes, cluster}, Attrs: attrs,
		Within: ID{KindWorkloadCluster, cluster}, Follows: []ID{{KindWorkloadCluster, cluster}},
	}
}

func desiredNodes(lab *spec.Lab) []Resource {
	var resources []Resource
	for _, cluster := range lab.Clusters() {
		if hasNodes(cluster) {
			r := NodesResource(cluster.Name, Nodes{Network: lab.Peering.Network, Logins: NodeLogins(lab, cluster)})
			r.Needs = idsOf(desiredNetwork(lab), desiredVolume(lab))
			resources = append(resources, r)
		}
	}
	return resources
}

// hasNodes reports whether a cluster's containers can be proven to be the lab's: a class of kaaslab's mounts the volume
// that proves it.
func hasNodes(cluster spec.WorkloadCluster) bool {
	return cluster.Infrastructure.OnDocker() && ownClass(cluster)
}
