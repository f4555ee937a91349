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
	classes  sync.Map // of kube.Meta by place, as new Clusters need them
}

func (l *look) note(namespace, name string) { l.clusters.Store(place{namespace, name}, true) }

// lacks reports whether a Cluster is not there. Before the first look none is: there was no management cluster to look into.
func (l *look) lacks(namespace, name string) bool {
	_, found := l.clusters.Load(place{namespace, name})
	return !found
}

// classOf reads the class of a Cluster. For those that the look lacks it is read once: a new Cluster is of no earlier state of it.
func (l *look) classOf(ctx context.Context, client *kube.Client, namespace, name string, isNew bool) (kube.Meta, error) {
	if isNew {
		if known, read := l.classes.Load(place{namespace, name}); read {
			return known.(kube.Meta), nil
		}
	}
	var class kube.Named
	err := client.Get(ctx, topology.Classes, namespace, name, &class)
	switch {
	case kube.IsNotFound(err):
		return kube.Meta{}, nil
	case err != nil:
		return kube.Meta{}, err
	case isNew:
		l.classes.Store(place{namespace, name}, class.Metadata)
	}
	return class.Metadata, nil
}

// writeCluster writes a Cluster of a class: a new one at once, and another after it was read whose it is.
func (c *clusters) writeCluster(ctx context.Context, client *kube.Client, attrs planner.WorkloadCluster, cluster kube.Object) (kube.Meta, error) {
	last := c.last.Load()
	isNew := last.lacks(cluster.Namespace(), cluster.Name())
	class, err := last.classOf(ctx, client, classHome(c.lab.Name(), attrs), attrs.ClusterClass, isNew)
	if err != nil {
		return kube.Meta{}, err
	}
	apply := client.Apply
	if isNew {
		apply = client.ApplyNew
	}
	meta, err := apply(ctx, topology.Clusters, ofClass(class, cluster), c.lab)
	if err == nil {
		last.note(cluster.Namespace(), cluster.Name())
	}
	return meta, err
}
