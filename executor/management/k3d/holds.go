package k3d

import (
	"context"
	"slices"

	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

var _ engine.Holder = (*Handler)(nil)

// Holds implements engine.Holder. Helpers that k3d left are no part of the cluster.
func (h *Handler) Holds(ctx context.Context, r planner.Resource) (engine.Things, error) {
	api, s, _, err := h.open(ctx, r)
	if err != nil {
		return engine.Things{}, err
	}
	if missing := s.missing(s.attrs()); len(missing) > 0 {
		return engine.Things{}, fault.Errorf(fault.ContainersGone, "management cluster %s is half made: %s is not there; apply again, or destroy the lab", s.name, missing[0])
	}
	things := engine.Things{Containers: s.withoutStrangers(h.lab.Name()).kept(), Volumes: s.ownVolumes()}
	own, err := h.ownNetwork(ctx, api, s)
	if own != nil {
		things.Networks = []network.Summary{*own}
	}
	return things, err
}

// ownVolumes are the volumes that k3d makes for a cluster, which is one. Others have its labels only.
func (s sight) ownVolumes() []string {
	return slices.DeleteFunc(slices.Clone(s.volumes), func(name string) bool { return name != volumeName(s.name) })
}
