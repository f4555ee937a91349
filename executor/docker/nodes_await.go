package docker

import (
	"context"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
)

// AwaitReady implements executor.Handler. It sees to containers that Cluster API makes meanwhile, and asks the cluster's
// API server itself: after a restart Cluster API goes on saying for a minute that all is well.
func (h *Nodes) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	return poll.Until(ctx, "the containers of "+r.ID.Name, h.poll, report, func(ctx context.Context) (string, error) {
		return h.missing(ctx, api, r, report)
	})
}

// missing says what is left to wait for, or nothing.
func (h *Nodes) missing(ctx context.Context, api engine.API, r planner.Resource, report executor.Report) (string, error) {
	c, err := h.mine(ctx, api, r.ID.Name)
	if err != nil {
		return "", err
	}
	if len(c.own) == 0 {
		return "", fault.Errorf(fault.ContainersGone, "the containers of cluster %s are gone", r.ID.Name)
	}
	containers, err := engine.Inspect(ctx, api, c.own)
	if err != nil {
		return "", err
	}
	on, err := findPlace(ctx, api, r.Attrs.(planner.Nodes).Network)
	if err != nil {
		return "", err
	}
	if problems := curable(containers, on); len(problems) > 0 {
		return strings.Join(problems, "; "), h.hold(ctx, api, c, on, report)
	}
	return h.silence(ctx, api, c), ctx.Err()
}
