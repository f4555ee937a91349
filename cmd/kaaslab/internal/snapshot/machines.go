package snapshot

import "github.com/kaaslab/kaaslab/planner"

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
