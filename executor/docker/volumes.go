package docker

import (
	"context"
	"fmt"
	"strings"

	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Volumes handles the volume that a lab's nodes have mounted, which proves that they are the lab's. Nothing is in it.
type Volumes struct {
	daemon
	atOnce
	engine *engine.Engine
	lab    string
}

var _ executor.Handler = (*Volumes)(nil)

// NewVolumes returns the handler of a lab's volume.
func NewVolumes(e *engine.Engine, lab string) *Volumes { return &Volumes{engine: e, lab: lab} }

// VolumeName is the name of a lab's volume.
func VolumeName(lab string) string { return "kaaslab-" + lab }

// OwnerPath is where nodes have the volume. A container that has mounted it elsewhere is not the lab's.
const OwnerPath = "/etc/kaaslab"

// Observe implements executor.Handler.
func (h *Volumes) Observe(ctx context.Context, lab *spec.Lab) ([]planner.Observed, error) {
	api, err := look(ctx, h.engine, lab)
	if api == nil {
		return nil, err
	}
	found, err := h.find(ctx, api, VolumeName(h.lab))
	if err != nil || found == nil {
		return nil, err
	}
	return []planner.Observed{{
		Resource: planner.Resource{ID: planner.ID{Kind: planner.KindVolume, Name: found.Name}, Attrs: planner.Volume{}},
		Owner:    engine.Owner(found.Labels), Phase: planner.Ready,
	}}, nil
}

func (h *Volumes) find(ctx context.Context, api engine.API, name string) (*volume.Volume, error) {
	list, err := api.VolumeList(ctx, volume.ListOptions{Filters: filters.NewArgs(filters.Arg("name", name))})
	if err != nil {
		return nil, fmt.Errorf("list volumes named %s: %w", name, err)
	}
	for _, found := range list.Volumes {
		if found.Name == name {
			return found, nil
		}
	}
	return nil, nil
}

// own returns the volume if it is the lab's, or nil if there is none.
func (h *Volumes) own(ctx context.Context, api engine.API, name string) (*volume.Volume, error) {
	found, err := h.find(ctx, api, name)
	if found != nil && engine.Owner(found.Labels) != h.lab {
		return nil, fault.Errorf(fault.OthersOnDocker, "volume %s belongs to %s, not to lab %s; remove it with `docker volume rm`, or give the lab another name",
			name, engine.Owner(found.Labels), h.lab)
	}
	return found, err
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
	if _, err := api.VolumeCreate(ctx, volume.CreateOptions{Name: r.ID.Name, Labels: engine.Labels(h.lab)}); err != nil {
		return fmt.Errorf("create volume %s: %w", r.ID.Name, err)
	}
	return nil
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
	users, err := engine.Containers(ctx, api, "volume", r.ID.Name)
	switch {
	case err != nil:
		return err
	case len(users) > 0:
		return fault.Errorf(fault.StillInUse, "volume %s is still mounted by %s, which kaaslab cannot prove to be the lab's; remove what is yours and destroy again",
			r.ID.Name, strings.Join(engine.Names(users), ", "))
	}
	if err := api.VolumeRemove(ctx, r.ID.Name, false); err != nil {
		return fmt.Errorf("remove volume %s: %w", r.ID.Name, err)
	}
	return h.engine.Forget(r.ID)
}
