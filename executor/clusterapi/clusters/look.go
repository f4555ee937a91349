package clusters

import (
	"context"
	"sync"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
)

// place is where an object is: its namespace and its name.
type place [2]string

// look is what the last look at all Clusters has seen, and what was written since, so that each of a thousand new ones takes
// one request.
type look struct {
	clusters sync.Map // by place, whosever they are

	mu      sync.Mutex
	classes map[place]topology.Class // as new Clusters need them
}

func (l *look) note(namespace, name string) { l.clusters.Store(place{namespace, name}, true) }

// lacks reports whether a Cluster is not there. Before the first look none is: there was no management cluster to look into.
func (l *look) lacks(namespace, name string) bool {
	_, found := l.clusters.Load(place{namespace, name})
	return !found
}

// readNewClass is readClass for a Cluster that the look lacks. The class is read once, also for those that ask at the same time: a new
// Cluster is of no earlier state of its class.
func (l *look) readNewClass(ctx context.Context, client *kube.Client, namespace, name string) (topology.Class, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if known, read := l.classes[place{namespace, name}]; read {
		return known, nil
	}
	class, err := readClass(ctx, client, namespace, name)
	if err == nil {
		if l.classes == nil {
			l.classes = map[place]topology.Class{}
		}
		l.classes[place{namespace, name}] = class
	}
	return class, err
}

// readClass reads the class of a Cluster.
func readClass(ctx context.Context, client *kube.Client, namespace, name string) (class topology.Class, err error) {
	err = client.Get(ctx, topology.Classes, namespace, name, &class)
	return class, err
}
