package clusters

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// clusters handles workload clusters: those that are made from a ClusterClass, and existing ones.
type clusters struct {
	access  *kube.Access
	lab     *ownership.Lab
	applied generations
	last    atomic.Pointer[look]
	poll    time.Duration
}

var _ executor.Handler = (*clusters)(nil)

func newClusters(access *kube.Access, lab *ownership.Lab) *clusters {
	c := &clusters{access: access, lab: lab, poll: rolloutPoll}
	c.last.Store(&look{})
	return c
}

// Apply writes the Cluster, or what a lab decides of one that is there.
func (c *clusters) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, err := c.access.Client()
	if err != nil {
		return err
	}
	attrs := r.Attrs.(planner.WorkloadCluster)
	write := c.make
	if attrs.Existing {
		write = c.takeOver
	}
	meta, err := write(ctx, client, r.ID.Name, attrs)
	if kube.IsNamespaceMissing(err) { // which the lab would have made before, were it the lab's to make
		return executor.Final(fault.Errorf(fault.NotServed, "the management cluster has no namespace %s, for cluster %s; make it, or name it in managementCluster.manifests", attrs.Home(), r.ID.Name))
	}
	if err == nil {
		c.applied.remember(r.ID, meta)
	}
	return err
}

// make writes the Cluster: a new one at once, and another after it was read whose it is. Cluster API makes everything else from it.
func (c *clusters) make(ctx context.Context, client *kube.Client, name string, attrs planner.WorkloadCluster) (kube.Meta, error) {
	last, lab := c.last.Load(), c.lab.Name()
	read, apply := readClass, client.Apply
	if last.lacks(attrs.Home(), name) {
		read, apply = last.readNewClass, client.ApplyNew
	}
	class, err := read(ctx, client, classHome(lab, attrs), attrs.ClusterClass)
	if err != nil && (choosesPoolClass(lab, attrs) || !kube.IsNotFound(err)) {
		return kube.Meta{}, err
	}
	poolClass, err := poolClassOf(lab, attrs, class)
	if err != nil {
		return kube.Meta{}, err
	}
	meta, err := apply(ctx, topology.Clusters, ofClass(class.Metadata, renderCluster(lab, name, attrs, poolClass)), c.lab)
	if err == nil {
		last.note(attrs.Home(), name)
	}
	return meta, err
}

// takeOver marks a Cluster that is there as one that the lab has adopted, and gives it the lab's labels. Nothing else of it
// is touched, and none is made.
func (c *clusters) takeOver(ctx context.Context, client *kube.Client, name string, attrs planner.WorkloadCluster) (kube.Meta, error) {
	var live kube.Named
	err := client.Get(ctx, topology.Clusters, attrs.Home(), name, &live)
	switch {
	case kube.IsNotFound(err):
		return kube.Meta{}, fault.Errorf(fault.NotThere, "cluster %s is not there, and an existing cluster is not made by kaaslab; make it, or remove it from the lab file", name)
	case err == nil && isFree(topology.Clusters.Whose(live.Metadata, c.lab)):
		err = client.Adopt(ctx, topology.Clusters, live.Metadata, c.lab)
	}
	if err != nil {
		return kube.Meta{}, err
	}
	labeled := topology.Clusters.New(attrs.Home(), name).With(attrs.Labels, nil)
	return client.Apply(ctx, topology.Clusters, labeled, c.lab)
}

// isFree reports whether an existing cluster is nobody's, so that a lab file which names it may have it.
func isFree(whose ownership.Whose) bool { return whose.Owner == ownership.AnotherOwner || whose.Copy }

// AwaitReady waits until the Cluster is available and, if the lab makes it, is what was applied. One that changed is looked at
// once more when its machines are those that it asks for, for it hears of them late.
func (c *clusters) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	least, attrs := c.applied.least(r.ID), r.Attrs.(planner.WorkloadCluster)
	err := c.awaitCluster(ctx, r.ID.Name, attrs, least, report)
	if err != nil || attrs.Existing || least <= 1 {
		return err
	}
	if err := c.awaitRollout(ctx, r.ID.Name, attrs, report); err != nil {
		return err
	}
	return c.awaitCluster(ctx, r.ID.Name, attrs, least, report)
}

func (c *clusters) awaitCluster(ctx context.Context, name string, attrs planner.WorkloadCluster, least int64, report executor.Report) error {
	return kube.Await(ctx, c.access, topology.Clusters, attrs.Home(), name, func(live *liveCluster) (bool, string, error) {
		if live == nil {
			return false, "the Cluster is not there yet", nil
		}
		waitsFor := live.waitsFor(least, attrs.Existing)
		return waitsFor == "", waitsFor, nil
	}, report)
}

// Delete asks for the Cluster to be removed, with all that Cluster API made for it.
func (c *clusters) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, err := c.access.Client()
	if err != nil {
		return err
	}
	return client.Delete(ctx, topology.Clusters, homeOf(r), r.ID.Name, c.lab)
}

// AwaitGone waits until the Cluster is gone, which it is when its machines are.
func (c *clusters) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	return kube.AwaitGone(ctx, c.access, topology.Clusters, homeOf(r), r.ID.Name, c.lab, report)
}

func homeOf(r planner.Resource) string { return r.Attrs.(planner.WorkloadCluster).Home() }
