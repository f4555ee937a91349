package k3d

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var _ executor.Identifier = (*Handler)(nil)

// Identify implements executor.Identifier, by the labels of nodes and networks.
func (h *Handler) Identify(ctx context.Context, lab *spec.Lab) (planner.Identity, error) {
	api, err := h.engine.Look(ctx, lab.UsesDocker())
	if api == nil || err != nil {
		return planner.Identity{}, err
	}
	found, err := names(ctx, api, h.lab.Name())
	if err != nil {
		return planner.Identity{}, err
	}
	for _, name := range found {
		s, err := look(ctx, api, name)
		if err != nil {
			return planner.Identity{}, err
		}
		if identity := s.identity(h.lab.Name()); identity.Known() {
			return identity, nil
		}
	}
	return planner.Identity{}, nil
}

func (s sight) identity(lab string) planner.Identity {
	for _, node := range s.containers() {
		if found := engine.IdentityOn(node.Config.Labels, lab, markOf(node)); found.Known() {
			return found
		}
	}
	if s.network != nil {
		return engine.IdentityOn(s.network.Labels, lab, engine.NetworkMark(s.network.Name))
	}
	return planner.Identity{}
}

func markOf(node container.InspectResponse) string {
	return engine.ContainerMark(strings.TrimPrefix(node.Name, "/"))
}

// look reads what there is of the cluster of a name, and whose it is. Of a cluster of the lab's, containers that somebody
// has given its labels are no part.
func (h *Handler) look(ctx context.Context, api engine.API, name string) (sight, error) {
	s, err := look(ctx, api, name)
	if err != nil {
		return s, err
	}
	s.each = map[string]ownership.Whose{}
	for _, node := range s.containers() {
		if s.each[node.ID], err = engine.Whose(ctx, api, node.Config.Labels, h.lab, markOf(node)); err != nil {
			return s, err
		}
	}
	if slices.ContainsFunc(s.nodes(), func(node container.InspectResponse) bool { return s.each[node.ID].Owner == h.lab.Name() }) {
		s.leaveOut()
	}
	s.whose, err = h.whoseCluster(ctx, api, s)
	return s, err
}

func (s *sight) leaveOut() {
	for _, part := range []*[]container.InspectResponse{&s.servers, &s.agents, &s.others} {
		*part = slices.DeleteFunc(*part, func(node container.InspectResponse) bool {
			note := s.each[node.ID].Note()
			if note != "" {
				s.strangers = append(s.strangers, fmt.Sprintf("container %s %s", strings.TrimPrefix(node.Name, "/"), note))
			}
			return note != ""
		})
	}
}

// withoutStrangers leaves out the nodes that are not the lab's own. Helpers of k3d carry no labels of a lab.
func (s sight) withoutStrangers(lab string) sight {
	foreign := func(node container.InspectResponse) bool { return s.each[node.ID].Owner != lab }
	s.servers, s.agents = slices.DeleteFunc(slices.Clone(s.servers), foreign), slices.DeleteFunc(slices.Clone(s.agents), foreign)
	return s
}

// whoseCluster goes by the servers, else by agents that are left of it, else by the network.
func (h *Handler) whoseCluster(ctx context.Context, api engine.API, s sight) (ownership.Whose, error) {
	switch nodes := s.nodes(); {
	case len(nodes) > 0:
		return s.each[nodes[0].ID], nil
	case s.network != nil:
		return h.whoseNetwork(ctx, api, s.network)
	}
	return ownership.Whose{Owner: ownership.AnotherOwner}, nil
}

// ownNetwork is the cluster's network if the lab has made it, or nil.
func (h *Handler) ownNetwork(ctx context.Context, api engine.API, s sight) (*network.Summary, error) {
	if s.network == nil {
		return nil, nil
	}
	whose, err := h.whoseNetwork(ctx, api, s.network)
	if err != nil || whose.Owner != h.lab.Name() {
		return nil, err
	}
	return s.network, nil
}

func (h *Handler) whoseNetwork(ctx context.Context, api engine.API, n *network.Summary) (ownership.Whose, error) {
	return engine.Whose(ctx, api, n.Labels, h.lab, engine.NetworkMark(n.Name))
}
