package clusters

import (
	"strings"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// choosesPoolClass reports whether the class of a Cluster has to be known to write its pools. In kaaslab's own ClusterClasses there is one
// class of pools for all; a user's has its own names, which the lab file does not say.
func choosesPoolClass(lab string, attrs planner.WorkloadCluster) bool {
	return len(attrs.Workers) > 0 && !ownClass(lab, attrs.ClusterClass)
}

// poolClassOf returns the class for each pool of a cluster: the one with the pool's name, or the only one.
func poolClassOf(lab string, attrs planner.WorkloadCluster, class topology.Class) (classOf func(planner.WorkerPool) string, err error) {
	if !choosesPoolClass(lab, attrs) {
		return func(planner.WorkerPool) string { return workerClass }, nil
	}
	known := class.PoolClasses()
	classOf = func(pool planner.WorkerPool) string { return known.For(pool.Name, pool.MachinePool) }
	for _, pool := range attrs.Workers {
		if pool.Settings["class"] == nil && classOf(pool) == "" {
			return nil, noPoolClass(pool, attrs.ClusterClass, known[pool.MachinePool])
		}
	}
	return classOf, nil
}

func noPoolClass(pool planner.WorkerPool, class string, known []string) error {
	if len(known) == 0 {
		return fault.Errorf(fault.WrongClass, "worker pool %s: ClusterClass %s has no classes under workers.%s; add one there, or change machinePool of the pool",
			pool.Name, class, spec.PoolList(pool.MachinePool))
	}
	return fault.Errorf(fault.WrongClass, "worker pool %s: ClusterClass %s has no class of that name; set workers[].class to one of: %s",
		pool.Name, class, strings.Join(known, ", "))
}
