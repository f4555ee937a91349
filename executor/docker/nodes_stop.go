package docker

import (
	"context"
	"slices"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
)

var _ executor.Stopper = (*Nodes)(nil)

// Stop implements executor.Stopper, in the order opposite to that in which containers are started: the workers first, the load
// balancer last. Containers that were stopped so stay down when Docker starts.
func (h *Nodes) Stop(ctx context.Context, r planner.Resource, report executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	c, err := h.mine(ctx, api, r.ID.Name)
	if err != nil {
		return err
	}
	containers, err := engine.Inspect(ctx, api, c.own)
	if err != nil {
		return err
	}
	slices.Reverse(containers)
	for len(containers) > 0 {
		same := 1
		for same < len(containers) && turn(containers[same].Config.Labels) == turn(containers[0].Config.Labels) {
			same++
		}
		if err := engine.Stop(ctx, api, containers[:same], report); err != nil {
			return err
		}
		containers = containers[same:]
	}
	return nil
}

// stopped reports whether no container of a cluster that is the lab's runs: they were stopped, for Docker starts them again after
// everything else.
func stopped(containers []container.InspectResponse) bool {
	return len(containers) > 0 && !slices.ContainsFunc(containers, func(c container.InspectResponse) bool { return !isDown(c) })
}
