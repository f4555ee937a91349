package docker

import (
	"context"
	"errors"
	"sync"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
)

// Delete implements executor.Handler. It removes exactly what is proven to be the lab's (hazard H1), with its anonymous
// volumes (hazard H5), and names what it leaves. The load balancer goes first: once the nodes are gone, nothing proves it.
func (h *Nodes) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	c, err := h.mine(ctx, api, r.ID.Name)
	if err != nil {
		return err
	}
	if len(c.others) > 0 {
		report("left, since nothing proves that they are the lab's: " + some(engine.Names(c.others)))
	}
	nodes := c.own
	if len(c.others) == 0 {
		nodes = nodes[len(c.balance):]
		for _, balancer := range c.balance {
			if err := engine.Remove(ctx, api, balancer.ID); err != nil {
				return err
			}
		}
	}
	errs := make([]error, len(nodes))
	var all sync.WaitGroup
	for i, node := range nodes {
		all.Go(func() { errs[i] = engine.Remove(ctx, api, node.ID) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// AwaitGone implements executor.Handler.
func (h *Nodes) AwaitGone(ctx context.Context, r planner.Resource, _ executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	return h.each(ctx, func() (bool, error) {
		clusters, err := h.clusters(ctx, api)
		for _, c := range clusters {
			if c.name == r.ID.Name && len(c.own) > 0 {
				return false, err
			}
		}
		return err == nil, err
	})
}
