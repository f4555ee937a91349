package docker

import (
	"context"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
)

var (
	_ engine.Holder = (*Volumes)(nil)
	_ engine.Holder = (*Networks)(nil)
	_ engine.Holder = (*Nodes)(nil)
	_ engine.Holder = (*ImageCaches)(nil)
)

// Holds implements engine.Holder.
func (h *Volumes) Holds(ctx context.Context, r planner.Resource) (engine.Things, error) {
	api, err := h.engine.API(ctx)
	if err != nil {
		return engine.Things{}, err
	}
	found, err := h.own(ctx, api, r.ID.Name)
	if err != nil || found == nil {
		return engine.Things{}, err
	}
	return engine.Things{Volumes: []string{found.Name}}, nil
}

// Holds implements engine.Holder.
func (h *Networks) Holds(ctx context.Context, r planner.Resource) (engine.Things, error) {
	api, err := h.engine.API(ctx)
	if err != nil {
		return engine.Things{}, err
	}
	found, err := h.own(ctx, api, r.ID.Name)
	if err != nil || found == nil {
		return engine.Things{}, err
	}
	return engine.Things{Networks: []network.Summary{*found}}, nil
}

// Holds implements engine.Holder. The nodes of workload clusters have volumes without a name only, but for the lab's own.
func (h *Nodes) Holds(ctx context.Context, r planner.Resource) (engine.Things, error) {
	api, err := h.engine.API(ctx)
	if err != nil {
		return engine.Things{}, err
	}
	c, err := h.mine(ctx, api, r.ID.Name)
	if err != nil {
		return engine.Things{}, err
	}
	containers, err := engine.Inspect(ctx, api, c.own)
	return engine.Things{Containers: containers}, err
}

// Holds implements engine.Holder.
func (h *ImageCaches) Holds(ctx context.Context, _ planner.Resource) (engine.Things, error) {
	api, there, err := h.open(ctx)
	if err != nil {
		return engine.Things{}, err
	}
	var things engine.Things
	if there != nil {
		things.Containers = []container.InspectResponse{*there}
	}
	found, err := provenVolume(ctx, api, h.lab, cacheVolume(h.lab.Name()))
	if found != nil {
		things.Volumes = []string{found.Name}
	}
	return things, err
}
