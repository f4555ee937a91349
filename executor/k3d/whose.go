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
	whose := map[string]ownership.Whose{}
	for _, node := range s.containers() {
		if whose[node.ID], err = engine.Whose(ctx, api, node.Config.Labels, h.lab, markOf(node)); err != nil {
			return s, err
		}
	}
	if slices.ContainsFunc(s.nodes(), func(node container.InspectResponse) bool { return whose[node.ID].Owner == h.lab.Name() }) {
		s.leaveOut(whose)
	}
	s.whose, err = h.whoseCluster(ctx, api, s, whose)
	return s, err
}

func (s *sight) leaveOut(whose map[string]ownership.Whose) {
	for _, part := range []*[]container.InspectResponse{&s.servers, &s.agents, &s.others} {
		*part = slices.DeleteFunc(*part, func(node container.InspectResponse) bool {
			note := whose[node.ID].Note()
			if note != "" {
				s.strangers = append(s.strangers, fmt.Sprintf("container %s %s", strings.TrimPrefix(node.Name, "/"), note))
			}
			return note != ""
		})
	}
}

// whoseCluster goes by the servers, else by the network.
func (h *Handler) whoseCluster(ctx context.Context, api engine.API, s sight, whose map[string]ownership.Whose) (ownership.Whose, error) {
	switch {
	case len(s.servers) > 0:
		return whose[s.servers[0].ID], nil
	case s.network != nil && len(s.agents) == 0:
		return h.whoseNetwork(ctx, api, s.network)
	}
	return ownership.Whose{Owner: ownership.AnotherOwner}, nil
}

func (h *Handler) whoseNetwork(ctx context.Context, api engine.API, n *network.Summary) (ownership.Whose, error) {
	return engine.Whose(ctx, api, n.Labels, h.lab, engine.NetworkMark(n.Name))
}
