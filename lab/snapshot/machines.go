package snapshot

import (
	"cmp"
	"slices"

	"github.com/kaaslab/kaaslab/planner"
)

// pools counts the machines of each pool that are ready, against the number that is wanted.
func pools(wanted []planner.WorkerPool, machines []Machine) []Pool {
	ready := map[string]int{}
	for _, m := range machines {
		if m.State == Ready {
			ready[m.Pool]++
		}
	}
	pools := make([]Pool, len(wanted))
	for i, w := range wanted {
		pools[i] = Pool{Name: w.Name, Replicas: planner.Replicas{Ready: ready[w.Name], Wanted: w.Replicas}}
	}
	return pools
}

// foundPools are the pools of an existing cluster, which the lab file does not describe, by name: as many machines are wanted
// as there are.
func foundPools(machines []Machine) []planner.WorkerPool {
	var found []planner.WorkerPool
	for _, m := range machines {
		i := slices.IndexFunc(found, func(p planner.WorkerPool) bool { return p.Name == m.Pool })
		switch {
		case m.Pool == "": // of the control plane
		case i < 0:
			found = append(found, planner.WorkerPool{Name: m.Pool, Replicas: 1})
		default:
			found[i].Replicas++
		}
	}
	slices.SortFunc(found, func(a, b planner.WorkerPool) int { return cmp.Compare(a.Name, b.Name) })
	return found
}

// foundVersion is the version of the first machine, which is one of the control plane if that has machines.
func foundVersion(machines []Machine) string {
	if len(machines) == 0 {
		return ""
	}
	return machines[0].KubernetesVersion
}
