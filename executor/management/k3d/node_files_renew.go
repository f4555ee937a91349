package k3d

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
)

// renewFiles has every node read other files, which k3s does when it starts. It goes from node to node, and comes to the first server
// last: that is the one that is looked at, so a run that is cut short is taken up by the next, which leaves the nodes alone that have
// them.
func (h *Handler) renewFiles(ctx context.Context, api engine.API, s sight, wanted planner.ManagementCluster, report executor.Report) error {
	files, err := filesOf(wanted)
	if err != nil {
		return err
	}
	for _, node := range slices.Concat(s.agents, s.servers[1:], s.servers[:1]) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if hasFiles(ctx, api, node.ID, files) {
			continue
		}
		report("restarting " + strings.TrimPrefix(node.Name, "/") + ", which reads its registries and certificates when it starts")
		// What is begun is finished: a node that was only stopped would be missed.
		if err := restartWith(context.WithoutCancel(ctx), api, node, files); err != nil {
			return err
		}
		if err := h.awaitAnswer(ctx, planner.ManagementResource(s.name, s.attrs()), report); err != nil {
			return err
		}
	}
	return nil
}

// restartWith writes the files while the node is down, so that what is in them is what the node uses. One that is not wanted any more is
// empty.
func restartWith(ctx context.Context, api engine.API, node container.InspectResponse, files map[string][]byte) error {
	if err := api.ContainerStop(ctx, node.ID, container.StopOptions{}); err != nil {
		return fmt.Errorf("stop container %s: %w", strings.TrimPrefix(node.Name, "/"), err)
	}
	if err := writeInto(ctx, api, node.ID, files); err != nil {
		return err
	}
	if err := api.ContainerStart(ctx, node.ID, container.StartOptions{}); err != nil {
		return fmt.Errorf("start container %s: %w", strings.TrimPrefix(node.Name, "/"), err)
	}
	return nil
}
