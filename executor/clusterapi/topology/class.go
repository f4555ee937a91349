package topology

import (
	"slices"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// Classes are the ClusterClasses of Cluster API.
var Classes = kube.Resource{Group: group, Version: version, Kind: "ClusterClass", Plural: "clusterclasses", Namespaced: true}

// Class is what is read of a ClusterClass to know which pools clusters can have.
type Class struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		Workers struct {
			MachineDeployments []Pool `json:"machineDeployments"`
		} `json:"workers"`
	} `json:"spec"`
}

// PoolClasses are the names of the classes that its worker pools can have.
type PoolClasses []string

// PoolClasses lists the classes of worker pools.
func (c *Class) PoolClasses() PoolClasses {
	names := PoolClasses{}
	for _, pool := range c.Spec.Workers.MachineDeployments {
		names = append(names, pool.Class)
	}
	return names
}

// For is the class of a pool, which a lab file does not say: the one with the pool's name, or the only one. It is empty if
// there are several and none has the name.
func (p PoolClasses) For(pool string) string {
	switch {
	case slices.Contains(p, pool):
		return pool
	case len(p) == 1:
		return p[0]
	}
	return ""
}
