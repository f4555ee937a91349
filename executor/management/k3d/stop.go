package k3d

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
)

// Stop implements executor.Stopper. Containers that were stopped so stay down when Docker starts. They are stopped at the same
// time, as a machine is switched off: nothing in the cluster may take one of its nodes for lost.
func (h *Handler) Stop(ctx context.Context, r planner.Resource, report executor.Report) error {
	api, s, _, err := h.open(ctx, r)
	if err != nil {
		return err
	}
	return engine.Stop(ctx, api, s.withoutStrangers(h.lab.Name()).kept(), report)
}
