package k3d

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/containerd/errdefs"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
)

// Delete removes the cluster, whole or half made. k3d's own deletion finds nothing of one that has no nodes, and the
// command moves the user's current context to any other (hazard H8); this one touches no kubeconfig but its own. The network
// goes last: it says whose the rest is.
func (h *Handler) Delete(ctx context.Context, r planner.Resource, _ executor.Report) error {
	api, s, _, err := h.open(ctx, r)
	if err != nil || !s.exists() {
		return err
	}
	if err := engine.RemoveLeft(ctx, api, h.lab.Name()); err != nil { // which keep volumes of the cluster in use
		return err
	}
	if err := removeContainers(ctx, api, s); err != nil {
		return err
	}
	for _, name := range s.ownVolumes() {
		if err := api.VolumeRemove(ctx, name, true); err != nil && !errdefs.IsNotFound(err) {
			return fault.Errorf(fault.DockerRequest, "remove volume %s: %w", name, err)
		}
	}
	if err := h.removeNetwork(ctx, api, s); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Dir(h.Kubeconfig())); err != nil {
		return fmt.Errorf("remove the kubeconfig of management cluster %s: %w", s.name, err)
	}
	return nil
}

func removeContainers(ctx context.Context, api engine.API, s sight) error {
	containers := s.containers()
	errs := make([]error, len(containers))
	engine.Each(len(containers), func(i int) { errs[i] = engine.Remove(ctx, api, containers[i].ID) })
	return errors.Join(errs...)
}

// removeNetwork leaves a network that k3d or somebody else made before the cluster, and names who is still on the own one.
func (h *Handler) removeNetwork(ctx context.Context, api engine.API, s sight) error {
	own, err := h.ownNetwork(ctx, api, s)
	if err != nil || own == nil {
		return err
	}
	users, err := engine.On(ctx, api, own)
	switch {
	case err != nil:
		return err
	case len(users) > 0:
		return fault.Errorf(fault.StillInUse, "network %s still has %s on it; disconnect what is there (`docker network disconnect`), and destroy again",
			own.Name, strings.Join(engine.Names(users), ", "))
	}
	if err := api.NetworkRemove(ctx, own.ID); err != nil && !errdefs.IsNotFound(err) {
		return fault.Errorf(fault.DockerRequest, "remove network %s: %w", own.Name, err)
	}
	return nil
}

// AwaitGone implements executor.Handler.
func (h *Handler) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	return poll.Until(ctx, "the containers of "+r.ID.Name+" to go", h.times.poll, report, func(ctx context.Context) (string, error) {
		api, err := h.engine.API(ctx)
		if err != nil {
			return "", err
		}
		s, err := h.look(ctx, api, r.ID.Name)
		if err != nil || s.exists() {
			return "its containers are still there", err
		}
		return "", h.engine.Forget(r.ID)
	})
}
