package capi

import "github.com/kaaslab/kaaslab/executor/kube"

// liveCluster is what is read of a Cluster. Cluster API's own type has three times the fields, and to decode a fleet is
// most of the work of observing it. A test holds it against that type.
type liveCluster struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		ClusterNetwork struct {
			Pods     cidrBlocks `json:"pods"`
			Services cidrBlocks `json:"services"`
		} `json:"clusterNetwork"`
		ControlPlaneEndpoint struct {
			Host string `json:"host"`
			Port int    `json:"port"`
		} `json:"controlPlaneEndpoint"`
		Topology topology `json:"topology"`
	} `json:"spec"`
	Status clusterStatus `json:"status"`
}

type cidrBlocks struct {
	CIDRBlocks []string `json:"cidrBlocks"`
}

type topology struct {
	ClassRef struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
	} `json:"classRef"`
	Version      string `json:"version"`
	ControlPlane struct {
		Replicas *int `json:"replicas"`
	} `json:"controlPlane"`
	Workers struct {
		MachineDeployments []machineDeployment `json:"machineDeployments"`
	} `json:"workers"`
	Variables []variable `json:"variables"`
}

type machineDeployment struct {
	Class    string `json:"class"`
	Name     string `json:"name"`
	Replicas *int   `json:"replicas"`
}

type variable struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
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

// wantedWorkers is how many workers the Cluster asks for. Pools without a number are somebody else's to scale.
func (t topology) wantedWorkers() int {
	total := 0
	for _, pool := range t.Workers.MachineDeployments {
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
