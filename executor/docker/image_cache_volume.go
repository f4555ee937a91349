package docker

import (
	"context"
	"fmt"

	"github.com/containerd/errdefs"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// cacheVolume is the volume of what was downloaded. No lab has a point in its name, so it is none of another's.
func cacheVolume(lab string) string { return engine.VolumeName(lab) + ".image-cache" }

// observeVolume is for a cache whose container is gone: what it has downloaded is the lab's still.
func (h *ImageCaches) observeVolume(ctx context.Context, api engine.API, want planner.Wanted) ([]planner.Observed, error) {
	found, err := provenVolume(ctx, api, h.lab, cacheVolume(h.lab.Name()))
	if err != nil || found == nil {
		return nil, err
	}
	r := planner.ImageCacheResource(spec.ImageCacheName(h.lab.Name()), planner.ImageCache{})
	if wanted, is := want.Get(r.ID); is {
		r.Attrs = wanted.Attrs // nobody can tell any more what it was told
	}
	return []planner.Observed{{Resource: r, Owner: h.lab.Name(), Phase: planner.NotReady, Detail: "its container is gone"}}, nil
}

func (h *ImageCaches) removeVolume(ctx context.Context, api engine.API) error {
	found, err := provenVolume(ctx, api, h.lab, cacheVolume(h.lab.Name()))
	if err != nil || found == nil {
		return err
	}
	if err := api.VolumeRemove(ctx, found.Name, false); err != nil && !errdefs.IsNotFound(err) {
		return fmt.Errorf("remove volume %s: %w", found.Name, err)
	}
	return nil
}
