package docker

import (
	"context"
	"fmt"

	"github.com/containerd/errdefs"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Delete implements executor.Handler.
func (h *Peerings) Delete(ctx context.Context, r planner.Resource, _ executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	node, err := api.ContainerInspect(ctx, r.ID.Name)
	switch {
	case errdefs.IsNotFound(err):
		return nil
	case err != nil:
		return fmt.Errorf("look at node %s: %w", r.ID.Name, err)
	}
	name := r.Attrs.(planner.Peering).Network
	if node.NetworkSettings.Networks[name] == nil {
		return nil
	}
	whose, err := h.whose(ctx, api, node)
	if err == nil && whose.Owner != h.lab.Name() {
		err = fault.Errorf(fault.OthersOnDocker, "node %s belongs to %s, not to lab %s; it stays on network %s", r.ID.Name, whose.Owner, h.lab.Name(), name)
	}
	if err != nil {
		return err
	}
	if err := api.NetworkDisconnect(ctx, name, node.ID, true); err != nil && !errdefs.IsNotFound(err) {
		return fmt.Errorf("disconnect %s from network %s: %w", r.ID.Name, name, err)
	}
	return nil
}
