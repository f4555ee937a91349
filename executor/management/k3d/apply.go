package k3d

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Apply makes the containers of the cluster, unless they are there. Images that are not there take their time, so they are
// pulled while AwaitReady waits; until then the cluster is a network with a note of what it is to be.
func (h *Handler) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	if err := h.Refuse(nil); err != nil {
		return err
	}
	api, s, wanted, err := h.open(ctx, r)
	if err != nil {
		return err
	}
	if s.begun() {
		return h.change(ctx, api, s, wanted, report)
	}
	if wanted.APIPort, err = h.port(wanted, s); err != nil {
		return err
	}
	if err := h.prepare(ctx, api, &s, wanted); err != nil {
		return err
	}
	absent, err := h.absent(ctx, api, s, wanted)
	if err != nil || len(absent) > 0 {
		return err
	}
	return h.create(ctx, api, s, wanted, report)
}

func (h *Handler) open(ctx context.Context, r planner.Resource) (engine.API, sight, planner.ManagementCluster, error) {
	wanted := r.Attrs.(planner.ManagementCluster)
	api, err := h.engine.API(ctx)
	if err != nil {
		return nil, sight{}, wanted, err
	}
	s, err := h.look(ctx, api, r.ID.Name)
	if err == nil && s.exists() && s.whose.Owner != h.lab.Name() {
		err = fault.Errorf(fault.OthersOnDocker, "k3d cluster %s belongs to %s, not to lab %s; give the management cluster another name, or remove that one with `k3d cluster delete %s`",
			s.name, s.whose.Owner, h.lab.Name(), s.name)
	}
	return api, s, wanted, err
}

func (h *Handler) absent(ctx context.Context, api engine.API, s sight, wanted planner.ManagementCluster) ([]string, error) {
	var absent []string
	for _, image := range h.library.Images(blueprint{Name: s.name, ManagementCluster: wanted}) {
		found, err := engine.HasImage(ctx, api, image)
		if err != nil {
			return nil, err
		}
		if !found {
			absent = append(absent, image)
		}
	}
	return absent, nil
}

// create makes all containers. Some of an earlier try that was cut short are removed: none has run.
func (h *Handler) create(ctx context.Context, api engine.API, s sight, wanted planner.ManagementCluster, report executor.Report) error {
	if len(s.missing(wanted)) == 0 {
		return writeFiles(ctx, api, s.nodes(), wanted)
	}
	if err := removeContainers(ctx, api, s); err != nil {
		return err
	}
	host, err := gateway(s.network)
	if err != nil {
		return err
	}
	// What is begun is finished: it takes a second for a server, and half of it would have to be removed.
	ctx = context.WithoutCancel(ctx)
	if err := h.library.Create(ctx, h.blueprint(s.name, wanted, host), report); err != nil {
		return h.rollBack(ctx, api, s.name, err)
	}
	if s, err = h.look(ctx, api, s.name); err != nil {
		return err
	}
	return writeFiles(ctx, api, s.nodes(), wanted)
}

func (h *Handler) blueprint(name string, wanted planner.ManagementCluster, host netip.Addr) blueprint {
	return blueprint{
		ManagementCluster: wanted, Name: name, Lab: h.lab, Volume: engine.VolumeName(h.lab.Name()),
		Socket: h.engine.Endpoint().Socket(), Gateway: host,
	}
}

// rollBack removes the containers of a creation that failed, which may be because somebody else was faster with theirs. The
// network stays: it is the note for the next try.
func (h *Handler) rollBack(ctx context.Context, api engine.API, name string, cause error) error {
	s, err := h.look(ctx, api, name)
	if err == nil {
		err = removeContainers(ctx, api, s.withoutStrangers(h.lab.Name()))
	}
	if err != nil {
		return fmt.Errorf("%w; and what was made could not be removed: %w", cause, err)
	}
	return cause
}
