package docker

import (
	"context"
	"fmt"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// cacheVolume is the volume of what was downloaded. No lab has a point in its name, so it is none of another's.
func cacheVolume(lab string) string { return engine.VolumeName(lab) + ".image-cache" }

// makeVolume makes the volume that keeps what was downloaded, unless it is there. Docker takes one that somebody else has made for the
// one that was asked for.
func (h *ImageCaches) makeVolume(ctx context.Context, api engine.API) error {
	name := cacheVolume(h.lab.Name())
	made, err := api.VolumeCreate(ctx, volume.CreateOptions{Name: name, Labels: engine.Labels(h.lab, engine.VolumeMark(name))})
	if err != nil {
		return fmt.Errorf("create volume %s: %w", name, err)
	}
	return NewVolumes(h.engine, h.lab).mustOwn(ctx, api, &made)
}

// observeVolume is for a cache whose container is gone: what it has downloaded is the lab's still.
func (h *ImageCaches) observeVolume(ctx context.Context, api engine.API, want planner.Wanted) ([]planner.Observed, error) {
	found, err := h.ownVolume(ctx, api)
	if err != nil || found == nil {
		return nil, err
	}
	r := planner.ImageCacheResource(spec.ImageCacheName(h.lab.Name()), planner.ImageCache{})
	if wanted, is := want.Get(r.ID); is {
		r.Attrs = wanted.Attrs // nobody can tell any more what it was told
	}
	return []planner.Observed{{Resource: r, Owner: h.lab.Name(), Phase: planner.NotReady, Detail: "its container is gone"}}, nil
}

// ownVolume returns the volume if it is the lab's, or nil: one of somebody else is left alone.
func (h *ImageCaches) ownVolume(ctx context.Context, api engine.API) (*volume.Volume, error) {
	name := cacheVolume(h.lab.Name())
	found, err := engine.FindVolume(ctx, api, name)
	if err != nil || found == nil {
		return nil, err
	}
	whose, err := engine.Whose(ctx, api, found.Labels, h.lab, engine.VolumeMark(name))
	if err != nil || whose.Owner != h.lab.Name() {
		return nil, err
	}
	return found, nil
}

func (h *ImageCaches) removeVolume(ctx context.Context, api engine.API) error {
	found, err := h.ownVolume(ctx, api)
	if err != nil || found == nil {
		return err
	}
	if err := api.VolumeRemove(ctx, found.Name, false); err != nil && !errdefs.IsNotFound(err) {
		return fmt.Errorf("remove volume %s: %w", found.Name, err)
	}
	return nil
}
