package docker

import (
	"context"
	"fmt"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Volumes handles the volume that a lab's nodes have mounted, which proves that they are the lab's. Archives of images may be in it.
type Volumes struct {
	daemon
	atOnce
	engine *engine.Engine
	lab    *ownership.Lab
}

var _ executor.Handler = (*Volumes)(nil)

// NewVolumes returns the handler of a lab's volume.
func NewVolumes(e *engine.Engine, lab *ownership.Lab) *Volumes { return &Volumes{engine: e, lab: lab} }

// Observe implements executor.Handler.
func (h *Volumes) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	api, err := look(ctx, h.engine, want.Lab)
	if api == nil {
		return nil, err
	}
	found, err := engine.FindVolume(ctx, api, engine.VolumeName(h.lab.Name()))
	if err != nil || found == nil {
		return nil, err
	}
	o := planner.Observed{Phase: planner.Ready}
	o.ID, o.Attrs = planner.ID{Kind: planner.KindVolume, Name: found.Name}, planner.Volume{}
	whose, err := h.whose(ctx, api, found)
	whose.Tell(&o)
	return []planner.Observed{o}, err
}

// Identify implements executor.Identifier.
func (h *Volumes) Identify(ctx context.Context, lab *spec.Lab) (planner.Identity, error) {
	api, err := look(ctx, h.engine, lab)
	if api == nil {
		return planner.Identity{}, err
	}
	found, err := engine.FindVolume(ctx, api, engine.VolumeName(h.lab.Name()))
	if err != nil || found == nil {
		return planner.Identity{}, err
	}
	return engine.IdentityOn(found.Labels, h.lab.Name(), engine.VolumeMark(found.Name)), nil
}

func (h *Volumes) whose(ctx context.Context, api engine.API, found *volume.Volume) (ownership.Whose, error) {
	return engine.Whose(ctx, api, found.Labels, h.lab, engine.VolumeMark(found.Name))
}

// own returns the volume if it is the lab's, or nil if there is none.
func (h *Volumes) own(ctx context.Context, api engine.API, name string) (*volume.Volume, error) {
	found, err := engine.FindVolume(ctx, api, name)
	if err != nil || found == nil {
		return nil, err
	}
	return found, h.mustOwn(ctx, api, found)
}

func (h *Volumes) mustOwn(ctx context.Context, api engine.API, found *volume.Volume) error {
	whose, err := h.whose(ctx, api, found)
	if err == nil && whose.Owner != h.lab.Name() {
		err = fault.Errorf(fault.OthersOnDocker, "volume %s belongs to %s, not to lab %s; remove it with `docker volume rm`, or give the lab another name",
			found.Name, whose.Owner, h.lab.Name())
	}
	return err
}

// Apply implements executor.Handler.
func (h *Volumes) Apply(ctx context.Context, r planner.Resource, _ executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	if found, err := h.own(ctx, api, r.ID.Name); err != nil || found != nil {
		return err
	}
	if err := h.engine.Note(ctx, r.ID); err != nil {
		return err
	}
	return h.create(ctx, api, r.ID.Name)
}

// create makes a volume of the lab. Docker takes one that is there, or appeared meanwhile, for the one that was asked for, with the labels
// that it has.
func (h *Volumes) create(ctx context.Context, api engine.API, name string) error {
	made, err := api.VolumeCreate(ctx, volume.CreateOptions{Name: name, Labels: engine.Labels(h.lab, engine.VolumeMark(name))})
	if err != nil {
		return fmt.Errorf("create volume %s: %w", name, err)
	}
	return h.mustOwn(ctx, api, &made)
}

// provenVolume returns the volume if it is the lab's, or nil: one that only has its name proves nothing.
func provenVolume(ctx context.Context, api engine.API, lab *ownership.Lab, name string) (*volume.Volume, error) {
	found, err := engine.FindVolume(ctx, api, name)
	if err != nil || found == nil {
		return nil, err
	}
	whose, err := engine.Whose(ctx, api, found.Labels, lab, engine.VolumeMark(found.Name))
	if err != nil || whose.Owner != lab.Name() {
		return nil, err
	}
	return found, nil
}

// Delete implements executor.Handler.
func (h *Volumes) Delete(ctx context.Context, r planner.Resource, _ executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	found, err := h.own(ctx, api, r.ID.Name)
	if err != nil || found == nil {
		return err
	}
	if err := engine.RemoveLeft(ctx, api, h.lab.Name()); err != nil {
		return err
	}
	users, err := engine.Containers(ctx, api, "volume", r.ID.Name)
	switch {
	case err != nil:
		return err
	case len(users) > 0:
		return fault.Errorf(fault.StillInUse, "volume %s is still mounted by %s, which kaaslab cannot prove to be the lab's; remove what is yours and destroy again",
			r.ID.Name, strings.Join(engine.Names(users), ", "))
	}
	if err := api.VolumeRemove(ctx, r.ID.Name, false); err != nil && !errdefs.IsNotFound(err) {
		return fmt.Errorf("remove volume %s: %w", r.ID.Name, err)
	}
	return h.engine.Forget(r.ID)
}
