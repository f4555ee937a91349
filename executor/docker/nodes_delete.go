package docker

import (
	"context"
	"errors"
	"slices"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
)

// Delete implements executor.Handler. It removes exactly what is proven to be the lab's (hazard H1), with its anonymous
// volumes (hazard H5). The load balancer goes first: once the nodes are gone, nothing proves it. For the same reason it
// removes nothing while nothing proves whose the load balancer is.
func (h *Nodes) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	c, err := h.mine(ctx, api, r.ID.Name)
	if err == nil {
		err = c.unprovenError()
	}
	if err != nil {
		return err
	}
	for _, note := range strangers(c) {
		report(note)
	}
	balancers, nodes := c.ownByRole()
	for _, balancer := range balancers {
		if err := engine.Remove(ctx, api, balancer.ID); err != nil {
			return err
		}
	}
	return removeAll(ctx, api, nodes)
}

// ownByRole parts the lab's containers: load balancers come first in them.
func (c *cluster) ownByRole() (balancers, nodes []container.Summary) {
	first := slices.IndexFunc(c.own, func(node container.Summary) bool { return node.Labels[labelRole] != roleLoadBalancer })
	if first < 0 {
		first = len(c.own)
	}
	return c.own[:first], c.own[first:]
}

func removeAll(ctx context.Context, api engine.API, nodes []container.Summary) error {
	errs := make([]error, len(nodes))
	engine.Each(len(nodes), func(i int) { errs[i] = engine.Remove(ctx, api, nodes[i].ID) })
	return errors.Join(errs...)
}

// AwaitGone implements executor.Handler.
func (h *Nodes) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	return poll.Until(ctx, "the containers of "+r.ID.Name+" to go", h.poll, report, func(ctx context.Context) (string, error) {
		clusters, err := h.clusters(ctx, api)
		for _, c := range clusters {
			if c.name == r.ID.Name && len(c.own) > 0 {
				return "its containers are still there", err
			}
		}
		return "", err
	})
}
