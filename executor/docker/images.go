package docker

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Images handles the images that the lab file names. k3d and Cluster API would pull them too, without a word.
type Images struct {
	daemon
	atOnce
	engine *engine.Engine
}

var _ executor.Handler = (*Images)(nil)

// NewImages returns the handler of images.
func NewImages(e *engine.Engine) *Images { return &Images{engine: e} }

// Observe implements executor.Handler. It looks for the images that the lab wants: a host has many others.
func (h *Images) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	var observed []planner.Observed
	if want.Lab.UsesDocker() {
		if _, err := look(ctx, h.engine, want.Lab); err != nil {
			return nil, err
		}
	}
	for _, r := range want.Of(planner.KindImage) {
		api, err := h.engine.API(ctx)
		if err != nil {
			return nil, err
		}
		found, err := engine.HasImage(ctx, api, r.ID.Name)
		if err != nil {
			return nil, err
		}
		if found {
			observed = append(observed, planner.Observed{Resource: r, Owner: planner.Unowned, Phase: planner.Ready})
		}
	}
	return observed, nil
}

// Apply leaves the pulling to AwaitReady: it takes its time, and Docker keeps what it has when it is cut short.
func (h *Images) Apply(ctx context.Context, _ planner.Resource, _ executor.Report) error {
	_, err := h.engine.API(ctx)
	return err
}

// AwaitReady pulls the image.
func (h *Images) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	return h.engine.Pull(ctx, r.ID.Name, report)
}

// Delete refuses to remove the image: it is nobody's, and no plan asks for it.
func (h *Images) Delete(_ context.Context, r planner.Resource, _ executor.Report) error {
	return fault.Errorf(fault.StillInUse, "image %s belongs to nobody; remove it with `docker image rm`", r.ID.Name)
}
