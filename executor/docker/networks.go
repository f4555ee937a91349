package docker

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Networks handles the network on which the clusters of a lab meet. One that was there before is used as it is, and left
// (hazard H2).
type Networks struct {
	daemon
	atOnce
	engine *engine.Engine
	lab    *ownership.Lab
}

var (
	_ executor.Handler  = (*Networks)(nil)
	_ executor.Proposer = (*Networks)(nil)
)

// NewNetworks returns the handler of a lab's network.
func NewNetworks(e *engine.Engine, lab *ownership.Lab) *Networks {
	return &Networks{engine: e, lab: lab}
}

// Observe implements executor.Handler. The network of a lab file that names another one now is not looked for: Cluster API
// knows one name only.
func (h *Networks) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	api, err := look(ctx, h.engine, want.Lab)
	if api == nil || want.Lab.Peering.Network == "" {
		return nil, err
	}
	found, err := engine.FindNetwork(ctx, api, want.Lab.Peering.Network)
	if err != nil || found == nil {
		return nil, err
	}
	whose, err := h.whose(ctx, api, found)
	if err != nil || !want.Lab.UsesDocker() && whose.Owner != h.lab.Name() {
		return nil, err
	}
	attrs, err := attrsOf(ctx, api, found)
	if err != nil {
		return nil, err
	}
	o := planner.Observed{Phase: planner.Ready}
	o.ID, o.Attrs, o.Shared = planner.ID{Kind: planner.KindNetwork, Name: found.Name}, attrs, true
	whose.Tell(&o)
	return []planner.Observed{o}, nil
}

// Identify implements executor.Identifier.
func (h *Networks) Identify(ctx context.Context, lab *spec.Lab) (planner.Identity, error) {
	api, err := look(ctx, h.engine, lab)
	if api == nil || lab.Peering.Network == "" {
		return planner.Identity{}, err
	}
	found, err := engine.FindNetwork(ctx, api, lab.Peering.Network)
	if err != nil || found == nil {
		return planner.Identity{}, err
	}
	return engine.IdentityOn(found.Labels, h.lab.Name(), engine.NetworkMark(found.Name)), nil
}

func (h *Networks) whose(ctx context.Context, api engine.API, found *network.Summary) (ownership.Whose, error) {
	return engine.Whose(ctx, api, found.Labels, h.lab, engine.NetworkMark(found.Name))
}

// Propose implements executor.Proposer: a network that is not there gets a subnet that is free now.
func (h *Networks) Propose(ctx context.Context, lab *spec.Lab) ([]planner.Resource, error) {
	api, err := look(ctx, h.engine, lab)
	if api == nil || !lab.UsesDocker() {
		return nil, err
	}
	found, err := engine.FindNetwork(ctx, api, lab.Peering.Network)
	if err != nil || found != nil {
		return nil, err
	}
	attrs := planner.Network{Subnet: lab.Peering.Subnet, IPv6: mayHaveIPv6(h.engine.Endpoint())}
	if attrs.MTU, err = defaultMTU(ctx, api); err != nil {
		return nil, err
	}
	if attrs.Subnet == "" {
		subnet, err := engine.FreeSubnet(ctx, h.engine)
		if errors.Is(err, engine.ErrNoSubnet) {
			return nil, nil // the step says so; a lab that goes or is only looked at needs none
		}
		if err != nil {
			return nil, err
		}
		attrs.Subnet = subnet.String()
	}
	return []planner.Resource{{ID: planner.ID{Kind: planner.KindNetwork, Name: lab.Peering.Network}, Attrs: attrs, Shared: true}}, nil
}

const optionMTU = "com.docker.network.driver.mtu"

func attrsOf(ctx context.Context, api engine.API, n *network.Summary) (planner.Network, error) {
	attrs := planner.Network{IPv6: n.EnableIPv6}
	if subnet := engine.Subnet4(n); subnet.IsValid() {
		attrs.Subnet = subnet.String()
	}
	if mtu, err := strconv.Atoi(n.Options[optionMTU]); err == nil {
		attrs.MTU = mtu
		return attrs, nil
	}
	mtu, err := defaultMTU(ctx, api)
	attrs.MTU = mtu
	return attrs, err
}

// usualMTU is Docker's own when nobody has set another.
const usualMTU = 1500

// defaultMTU is that of the default bridge: who runs Docker behind a VPN or in a cloud has set it there (hazard H16).
func defaultMTU(ctx context.Context, api engine.API) (int, error) {
	bridge, err := engine.FindNetwork(ctx, api, "bridge")
	if err != nil || bridge == nil {
		return usualMTU, err
	}
	if mtu, err := strconv.Atoi(bridge.Options[optionMTU]); err == nil {
		return mtu, nil
	}
	return usualMTU, nil
}

// own returns the network if it is the lab's, or nil if there is none.
func (h *Networks) own(ctx context.Context, api engine.API, name string) (*network.Summary, error) {
	found, err := engine.FindNetwork(ctx, api, name)
	if err != nil || found == nil {
		return nil, err
	}
	whose, err := h.whose(ctx, api, found)
	if err == nil && whose.Owner != h.lab.Name() {
		err = fault.Errorf(fault.OthersOnDocker, "network %s belongs to %s, not to lab %s; it stays", name, whose.Owner, h.lab.Name())
	}
	return found, err
}

// Delete implements executor.Handler. It names who is still on the network (hazard H4).
func (h *Networks) Delete(ctx context.Context, r planner.Resource, _ executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	found, err := h.own(ctx, api, r.ID.Name)
	if err != nil || found == nil {
		return err
	}
	users, err := engine.On(ctx, api, found)
	switch {
	case err != nil:
		return err
	case len(users) > 0:
		return fault.Errorf(fault.StillInUse, "network %s still has %s on it; remove or disconnect what is there (`docker network disconnect`), and destroy again",
			r.ID.Name, strings.Join(engine.Names(users), ", "))
	}
	if err := api.NetworkRemove(ctx, found.ID); err != nil && !errdefs.IsNotFound(err) {
		return fmt.Errorf("remove network %s: %w", r.ID.Name, err)
	}
	return h.engine.Forget(r.ID)
}
