package injection

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/spec"
)

// Injector breaks the clusters of one management cluster.
type Injector struct {
	access *kube.Access
	homes  spec.Homes
}

// New returns an injector that has not asked anybody yet.
func New(access *kube.Access, homes spec.Homes) *Injector { return &Injector{access, homes} }

var nodes = kube.Resource{Version: "v1", Kind: "Node", Plural: "nodes"}

// mostNamed is how many nodes or pods are proposed for one that is not there.
const mostNamed = 10

// List returns the faults of all clusters.
func (i *Injector) List(ctx context.Context) ([]Place, error) {
	client, err := i.access.Client()
	if err != nil {
		return nil, err
	}
	var found []Place
	query := kube.Query{MetadataOnly: true}
	_, err = kube.List(ctx, client, topology.Clusters, query, func(c *kube.Named) {
		if !i.homes.Holds(c.Metadata.Name, c.Metadata.Namespace) {
			return
		}
		for _, f := range read(c.Metadata.Annotations) {
			found = append(found, Place{c.Metadata.Name, f})
		}
	})
	slices.SortStableFunc(found, func(a, b Place) int { return cmp.Compare(a.Cluster, b.Cluster) })
	return found, kube.WithoutKind(err)
}

// Break puts a fault on a cluster. What it is put on has to be there, on the cluster that a kubeconfig leads to.
func (i *Injector) Break(ctx context.Context, cluster, kubeconfig string, f Fault) error {
	if f.Target != API {
		uid, err := target(ctx, kubeconfig, f)
		if err != nil {
			return err
		}
		f.UID = uid
	}
	return i.change(ctx, cluster, func(faults []Fault) []Fault { return with(faults, f) })
}

// Heal takes the faults off a cluster that are to go, and returns them.
func (i *Injector) Heal(ctx context.Context, cluster string, gone func(Fault) bool) ([]Fault, error) {
	var healed []Fault
	err := i.change(ctx, cluster, func(faults []Fault) []Fault {
		healed = without(faults, func(f Fault) bool { return !gone(f) })
		return without(faults, gone)
	})
	return healed, err
}

// change writes what a cluster's faults become, unless somebody else wrote since it was read: then it reads again.
func (i *Injector) change(ctx context.Context, cluster string, to func([]Fault) []Fault) error {
	client, err := i.access.Client()
	if err != nil {
		return err
	}
	for {
		var live kube.Named
		if err := client.Get(ctx, topology.Clusters, i.homes.Of(cluster), cluster, &live); err != nil {
			return err
		}
		before := read(live.Metadata.Annotations)
		after := to(before)
		if len(before) == 0 && len(after) == 0 {
			return nil
		}
		text, err := write(after)
		if err != nil {
			return err
		}
		err = client.AnnotateAsRead(ctx, topology.Clusters, live.Metadata, map[string]string{Annotation: text})
		if !kube.IsConflict(err) {
			return err
		}
	}
}

// target is the UID of the node or pod that is to be broken.
func target(ctx context.Context, kubeconfig string, f Fault) (string, error) {
	client, err := kube.NewAccess(kube.Options{Kubeconfig: kubeconfig, Own: true}).Client()
	if err != nil {
		return "", err
	}
	kind := nodes
	if f.Target == Pod {
		kind = kube.Pods
	}
	var names []string
	uid := ""
	_, err = kube.List(ctx, client, kind, kube.Query{MetadataOnly: true}, func(o *kube.Named) {
		name := strings.TrimPrefix(o.Metadata.Namespace+"/"+o.Metadata.Name, "/")
		names = append(names, name)
		if name == f.Name {
			uid = o.Metadata.UID
		}
	})
	switch {
	case err != nil:
		return "", err
	case uid == "" && len(names) == 0:
		return "", fault.Errorf(fault.NotBreakable, "the cluster has no %s %q, and no other", f.Target, f.Name)
	case uid == "":
		slices.Sort(names)
		return "", fault.Errorf(fault.NotBreakable, "the cluster has no %s %q; it has %s", f.Target, f.Name, words.Some(names, mostNamed))
	}
	return uid, nil
}
