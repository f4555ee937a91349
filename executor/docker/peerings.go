package docker

import (
	"context"
	"fmt"
	"sync"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Peerings handles the connections of the management cluster's nodes to the network of the workload clusters: of every
// node (hazard H17), seen as it is on each run (hazard H18), and with an address that stays.
type Peerings struct {
	daemon
	atOnce
	engine *engine.Engine
	lab    *ownership.Lab
	one    sync.Mutex // two that connect at once would choose the same address
}

var _ executor.Handler = (*Peerings)(nil)

// NewPeerings returns the handler of a lab's peerings.
func NewPeerings(e *engine.Engine, lab *ownership.Lab) *Peerings {
	return &Peerings{engine: e, lab: lab}
}

// Observe implements executor.Handler.
func (h *Peerings) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	api, err := look(ctx, h.engine, want.Lab)
	if api == nil {
		return nil, err
	}
	found, err := engine.FindNetwork(ctx, api, want.Lab.Peering.Network)
	if err != nil || found == nil {
		return nil, err
	}
	list, err := engine.Containers(ctx, api, "label", planner.LabLabel+"="+h.lab.Name())
	if err != nil {
		return nil, err
	}
	// A list leaves out what is noted at a connection.
	nodes, err := engine.Inspect(ctx, api, list)
	if err != nil {
		return nil, err
	}
	var observed []planner.Observed
	for _, node := range nodes {
		if endpoint := node.NetworkSettings.Networks[found.Name]; endpoint != nil && isManagementNode(node.Config.Labels) {
			whose, err := h.whose(ctx, api, node)
			if err != nil {
				return nil, err
			}
			o := h.observed(engine.NameOf(node), found.Name, endpoint)
			whose.Tell(&o)
			observed = append(observed, o)
		}
	}
	return observed, nil
}

func (h *Peerings) whose(ctx context.Context, api engine.API, node container.InspectResponse) (ownership.Whose, error) {
	return engine.Whose(ctx, api, node.Config.Labels, h.lab, engine.ContainerMark(engine.NameOf(node)))
}

// isManagementNode leaves out k3d's load balancer, which talks to its own cluster only.
func isManagementNode(labels map[string]string) bool {
	role := labels["k3d.role"]
	return role == "server" || role == "agent"
}

func (h *Peerings) observed(node, name string, endpoint *network.EndpointSettings) planner.Observed {
	o := planner.Observed{
		Resource: planner.PeeringResource(node, planner.Peering{Network: name}),
		Phase:    planner.Ready,
	}
	switch {
	case !engine.Pinned(endpoint):
		o.Phase, o.Detail = planner.NotReady, "its address is not fixed"
	case engine.FixedAddress(endpoint) == "":
		o.Detail = "its address may change: network " + name + " was made without a subnet"
	}
	return o
}

// Apply implements executor.Handler.
func (h *Peerings) Apply(ctx context.Context, r planner.Resource, _ executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	h.one.Lock()
	defer h.one.Unlock()
	node, found, err := h.find(ctx, api, r)
	if err != nil {
		return err
	}
	if node.NetworkSettings.Networks[found.Name] != nil {
		return engine.Pin(ctx, api, found, node)
	}
	return engine.ConnectHighest(ctx, api, found, node.ID)
}

// find returns the node and the network of a peering, both of which have to be there, and the node has to be the lab's.
func (h *Peerings) find(ctx context.Context, api engine.API, r planner.Resource) (container.InspectResponse, *network.Summary, error) {
	node, err := api.ContainerInspect(ctx, r.ID.Name)
	if err != nil {
		return node, nil, fmt.Errorf("look at node %s: %w", r.ID.Name, err)
	}
	whose, err := h.whose(ctx, api, node)
	if err == nil && whose.Owner != h.lab.Name() {
		err = fault.Errorf(fault.OthersOnDocker, "node %s belongs to %s, not to lab %s", r.ID.Name, whose.Owner, h.lab.Name())
	}
	if err != nil {
		return node, nil, err
	}
	found, err := engine.RequireNetwork(ctx, api, r.Attrs.(planner.Peering).Network, "apply")
	return node, found, err
}
