package capi

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/topology"
	"github.com/kaaslab/kaaslab/planner"
)

// clusters handles the workload clusters that are made from a ClusterClass.
type clusters struct {
	access  *kube.Access
	lab     string
	applied generations
	pools   poolClasses
}

var _ executor.Handler = (*clusters)(nil)

func newClusters(access *kube.Access, lab string) *clusters {
	return &clusters{access: access, lab: lab}
}

// Apply writes the Cluster. Cluster API makes everything else from it.
func (c *clusters) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, err := c.access.Client()
	if err != nil {
		return err
	}
	attrs := r.Attrs.(planner.WorkloadCluster)
	poolClass, err := c.pools.of(ctx, client, c.lab, attrs)
	if err != nil {
		return err
	}
	meta, err := client.Apply(ctx, topology.Clusters, renderCluster(r.ID.Name, attrs, poolClass), c.lab)
	if err == nil {
		c.applied.remember(r.ID, meta)
	}
	return err
}

// AwaitReady waits until the Cluster is available and is what was applied.
func (c *clusters) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	least := c.applied.least(r.ID)
	return kube.Await(ctx, c.access, topology.Clusters, kube.Namespace, r.ID.Name, func(live *liveCluster) (bool, string, error) {
		if live == nil {
			return false, "the Cluster is not there yet", nil
		}
		waitsFor := live.waitsFor(least)
		return waitsFor == "", waitsFor, nil
	}, report)
}

// Delete asks for the Cluster to be removed, with all that Cluster API made for it.
func (c *clusters) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	client, err := c.access.Client()
	if err != nil {
		return err
	}
	return client.Delete(ctx, topology.Clusters, kube.Namespace, r.ID.Name, c.lab)
}

// AwaitGone waits until the Cluster is gone, which it is when its machines are.
func (c *clusters) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	return kube.AwaitGone(ctx, c.access, topology.Clusters, kube.Namespace, r.ID.Name, report)
}
