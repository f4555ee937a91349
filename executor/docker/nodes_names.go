package docker

import (
	"context"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
)

// Containers returns the names of the containers of all workload clusters on the host, with one request.
func (h *Nodes) Containers(ctx context.Context) (map[string]bool, error) {
	api, err := h.engine.LookInto(ctx, true)
	if err != nil {
		return nil, err
	}
	list, err := engine.Containers(ctx, api, "label", labelCluster)
	if err != nil {
		return nil, err
	}
	names := make(map[string]bool, len(list))
	for _, c := range list {
		names[engine.Name(c)] = true
	}
	return names, nil
}
