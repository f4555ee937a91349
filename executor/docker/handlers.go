package docker

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// New returns the handlers of what a lab has on a Docker host. The program is what runs in containers of kaaslab's own.
func New(e *engine.Engine, lab *ownership.Lab, program *engine.Program) executor.Handlers {
	return executor.Handlers{
		planner.KindImage:        NewImages(e),
		planner.KindImageArchive: NewImageArchives(e, lab),
		planner.KindImageCache:   NewImageCaches(e, lab, program),
		planner.KindVolume:       NewVolumes(e, lab),
		planner.KindNetwork:      NewNetworks(e, lab),
		planner.KindPeering:      NewPeerings(e, lab),
		planner.KindNodes:        NewNodes(e, lab),
	}
}

// look returns the daemon to observe, or nil for a lab that never had anything on Docker, on a machine that has none.
func look(ctx context.Context, e *engine.Engine, lab *spec.Lab) (engine.API, error) {
	return e.LookInto(ctx, lab.UsesDocker())
}

// daemon judges the errors of Docker for the handlers.
type daemon struct{}

var _ executor.Judge = daemon{}

// Outlook implements executor.Judge.
func (daemon) Outlook(err error) executor.Outlook { return engine.Outlook(err) }

// atOnce is for what is ready as soon as Docker has done it.
type atOnce struct{}

// AwaitReady implements executor.Handler.
func (atOnce) AwaitReady(ctx context.Context, _ planner.Resource, _ executor.Report) error {
	return ctx.Err()
}

// AwaitGone implements executor.Handler.
func (atOnce) AwaitGone(ctx context.Context, _ planner.Resource, _ executor.Report) error {
	return ctx.Err()
}
