package clusters

import (
	"context"
	"strings"
	"sync"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// poolClasses finds the class of a worker pool. In kaaslab's own ClusterClasses there is one for all; a user's has its own
// names, which the lab file does not say.
type poolClasses struct {
	mu    sync.Mutex
	known map[place]topology.PoolClasses // of a ClusterClass
}

// of returns the class for each pool of a cluster: the one with the pool's name, or the only one.
func (p *poolClasses) of(ctx context.Context, client *kube.Client, lab string, attrs planner.WorkloadCluster) (classOf func(planner.WorkerPool) string, err error) {
	reader := attrsReader{lab: lab}
	if reader.ownClass(attrs.ClusterClass) || len(attrs.Workers) == 0 {
		return func(planner.WorkerPool) string { return workerClass }, nil
	}
	known, err := p.read(ctx, client, attrs.Home(), attrs.ClusterClass)
	if err != nil {
		return nil, err
	}
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

func (p *poolClasses) read(ctx context.Context, client *kube.Client, namespace, class string) (topology.PoolClasses, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known, found := p.known[place{namespace, class}]; found {
		return known, nil
	}
	var live topology.Class
	if err := client.Get(ctx, topology.Classes, namespace, class, &live); err != nil {
		return nil, err
	}
	if p.known == nil {
		p.known = map[place]topology.PoolClasses{}
	}
	p.known[place{namespace, class}] = live.PoolClasses()
	return live.PoolClasses(), nil
}
