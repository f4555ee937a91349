package clusters

import (
	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// liveCluster is a Cluster with what Cluster API says of it. A test holds it against Cluster API's own type.
type liveCluster struct {
	topology.Cluster
	Status clusterStatus `json:"status"`
}

type clusterStatus struct {
	ObservedGeneration int64           `json:"observedGeneration"`
	Phase              string          `json:"phase"`
	ControlPlane       machineCounts   `json:"controlPlane"`
	Workers            machineCounts   `json:"workers"`
	Conditions         kube.Conditions `json:"conditions"`
}

// machineCounts are nil where Cluster API does not know the number yet.
type machineCounts struct {
	Desired  *int `json:"desiredReplicas"`
	Replicas *int `json:"replicas"`
	Ready    *int `json:"readyReplicas"`
	UpToDate *int `json:"upToDateReplicas"`
}

// hasTopology reports whether Cluster API makes the cluster from a ClusterClass. Of others, only the status tells the numbers
// of machines: the control plane and each pool are objects of their own.
func (c *liveCluster) hasTopology() bool { return c.Spec.Topology.ClassRef.Name != "" }

func (c *liveCluster) wantedControlPlane() int {
	if !c.hasTopology() {
		return number(c.Status.ControlPlane.Desired)
	}
	return number(c.Spec.Topology.ControlPlane.Replicas)
}

// wantedWorkers is how many workers the Cluster asks for. Where somebody else scales a pool, the status
// tells.
func (c *liveCluster) wantedWorkers() int {
	if !c.hasTopology() {
		return number(c.Status.Workers.Desired)
	}
	total := 0
	for _, pool := range c.Spec.Topology.Workers.Pools() {
		if pool.Replicas == nil {
			return number(c.Status.Workers.Desired)
		}
		total += number(pool.Replicas)
	}
	return total
}

func number(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}
