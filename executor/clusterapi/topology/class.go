package topology

import (
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/spec"
)

// Classes are the ClusterClasses of Cluster API.
var Classes = kube.Resource{Group: group, Version: version, Kind: "ClusterClass", Plural: "clusterclasses", Namespaced: true}

// Class is what is read of a ClusterClass to know which pools clusters can have.
type Class struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		Workers Workers `json:"workers"`
	} `json:"spec"`
}

// PoolClasses are the names of the classes that its worker pools can have: of MachinePools, and of others.
type PoolClasses map[bool][]string

// PoolClasses lists the classes of worker pools.
func (c *Class) PoolClasses() PoolClasses {
	classes := PoolClasses{}
	for _, pool := range c.Spec.Workers.Pools() {
		classes[pool.MachinePool] = append(classes[pool.MachinePool], pool.Class)
	}
	return classes
}

// For is the class of a pool of which a lab file does not say it.
func (p PoolClasses) For(pool string, isMachinePool bool) string {
	return spec.PoolClass(p[isMachinePool], pool)
}
