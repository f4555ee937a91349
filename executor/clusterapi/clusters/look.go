package clusters

import (
	"context"
	"sync"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// place is where an object is: its namespace and its name.
type place [2]string

// look is what the last look at all Clusters has seen, and what was written since, so that each of a thousand new ones takes
// one request.
type look struct {
	clusters sync.Map // by place, whosever they are

	mu      sync.Mutex
	classes map[place]kube.Meta // as new Clusters need them
}

func (l *look) note(namespace, name string) { l.clusters.Store(place{namespace, name}, true) }

// lacks reports whether a Cluster is not there. Before the first look none is: there was no management cluster to look into.
func (l *look) lacks(namespace, name string) bool {
	_, found := l.clusters.Load(place{namespace, name})
	return !found
}

// readNewClass is readClass for a Cluster that the look lacks. The class is read once, also for those that ask at the same time: a new
// Cluster is of no earlier state of its class.
func (l *look) readNewClass(ctx context.Context, client *kube.Client, namespace, name string) (kube.Meta, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if known, read := l.classes[place{namespace, name}]; read {
		return known, nil
	}
	class, err := readClass(ctx, client, namespace, name)
	if err == nil && class.UID != "" {
		if l.classes == nil {
			l.classes = map[place]kube.Meta{}
		}
		l.classes[place{namespace, name}] = class
	}
	return class, err
}

// readClass reads the class of a Cluster. One that is not there is no error.
func readClass(ctx context.Context, client *kube.Client, namespace, name string) (kube.Meta, error) {
	var class kube.Named
	if err := client.Get(ctx, topology.Classes, namespace, name, &class); err != nil && !kube.IsNotFound(err) {
		return kube.Meta{}, err
	}
	return class.Metadata, nil
}

// writeCluster writes a Cluster of a class: a new one at once, and another after it was read whose it is.
func (c *clusters) writeCluster(ctx context.Context, client *kube.Client, attrs planner.WorkloadCluster, cluster kube.Object) (kube.Meta, error) {
	last := c.last.Load()
	read, apply := readClass, client.Apply
	if last.lacks(cluster.Namespace(), cluster.Name()) {
		read, apply = last.readNewClass, client.ApplyNew
	}
	class, err := read(ctx, client, classHome(c.lab.Name(), attrs), attrs.ClusterClass)
	if err != nil {
		return kube.Meta{}, err
	}
	meta, err := apply(ctx, topology.Clusters, ofClass(class, cluster), c.lab)
	if err == nil {
		last.note(cluster.Namespace(), cluster.Name())
	}
	return meta, err
}
