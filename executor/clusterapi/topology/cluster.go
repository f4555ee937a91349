// Package topology reads Clusters of Cluster API and the ClusterClasses that they are made from. Handling clusters and taking
// them over look at the same fields, and find the class of a worker pool by the same rule.
package topology

import (
	"encoding/json"
	"slices"

	"github.com/kaaslab/kaaslab/executor/kube"
)

const (
	group   = "cluster.x-k8s.io"
	version = "v1beta2"
)

// Clusters are the Clusters of Cluster API.
var Clusters = kube.Resource{Group: group, Version: version, Kind: "Cluster", Plural: "clusters", Namespaced: true}

// Cluster is what is read of a Cluster, but for its status. Cluster API's own type has three times the fields, and to decode a
// fleet is most of the work of observing it.
type Cluster struct {
	Metadata kube.Meta   `json:"metadata"`
	Spec     ClusterSpec `json:"spec"`
}

// ClusterSpec is what somebody wants a Cluster to be.
type ClusterSpec struct {
	ClusterNetwork struct {
		Pods          CIDRs  `json:"pods"`
		Services      CIDRs  `json:"services"`
		ServiceDomain string `json:"serviceDomain"`
	} `json:"clusterNetwork"`
	ControlPlaneEndpoint struct {
		Host string `json:"host"`
		Port int    `json:"port"`
	} `json:"controlPlaneEndpoint"`
	Topology Topology `json:"topology"`
}

// CIDRs are ranges of addresses.
type CIDRs struct {
	Blocks []string `json:"cidrBlocks"`
}

// Topology says how a Cluster is made from a ClusterClass. One that is made from plain objects has none.
type Topology struct {
	ClassRef struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
	} `json:"classRef"`
	Version      string     `json:"version"`
	ControlPlane Pool       `json:"controlPlane"`
	Workers      Workers    `json:"workers"`
	Variables    []Variable `json:"variables"`
}

// Workers are the pools of a topology, or the classes of pools of a ClusterClass.
type Workers struct {
	MachineDeployments []Pool `json:"machineDeployments"`
	MachinePools       []Pool `json:"machinePools"`
}

// Pools are those of both kinds.
func (w *Workers) Pools() []Pool {
	if len(w.MachinePools) == 0 {
		return w.MachineDeployments // nearly always, and of thousands of clusters
	}
	pools := slices.Concat(w.MachineDeployments, w.MachinePools)
	for i := range w.MachinePools {
		pools[len(w.MachineDeployments)+i].MachinePool = true
	}
	return pools
}

// Pool is a group of equal workers, or the control plane. Without a number of machines somebody else scales it.
type Pool struct {
	Metadata Annotated      `json:"metadata"`
	Class    string         `json:"class"`
	Name     string         `json:"name"`
	Replicas *int           `json:"replicas"`
	Fields   map[string]any `json:"-"` // all of them

	// MachinePool says that it is a MachinePool, and else a MachineDeployment or the control plane.
	MachinePool bool `json:"-"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *Pool) UnmarshalJSON(data []byte) error {
	type plain Pool
	if err := json.Unmarshal(data, (*plain)(p)); err != nil {
		return err
	}
	return json.Unmarshal(data, &p.Fields)
}

// Annotated is what a topology says of the metadata of its machines.
type Annotated struct {
	Annotations map[string]string `json:"annotations"`
}

// Variable is the value of a variable of the ClusterClass.
type Variable struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}
