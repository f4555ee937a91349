package docker

import (
	"context"
	"time"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
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

// Started returns when the containers of a cluster's nodes were started, by name; nothing while one of them lacks something
// that is kaaslab's to see to.
func (h *Nodes) Started(ctx context.Context, name string) (map[string]time.Time, error) {
	api, err := h.engine.LookInto(ctx, true)
	if err != nil {
		return nil, err
	}
	c, err := h.mine(ctx, api, name)
	if err != nil {
		return nil, err
	}
	containers, err := engine.Inspect(ctx, api, c.own)
	if err != nil {
		return nil, err
	}
	started := make(map[string]time.Time, len(containers))
	for _, node := range containers {
		if isDown(node) || len(node.NetworkSettings.Networks) == 0 {
			return nil, nil
		}
		if node.Config.Labels[labelRole] == roleLoadBalancer {
			continue
		}
		at, err := time.Parse(time.RFC3339Nano, node.State.StartedAt)
		if err != nil {
			return nil, fault.Errorf(fault.DockerRequest, "container %s: when it was started: %w", engine.NameOf(node), err)
		}
		started[engine.NameOf(node)] = at
	}
	return started, nil
}
