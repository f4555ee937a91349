package k3d

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// change brings a cluster that runs, or has run, to the wanted number of agents, registries and certificates. For what else
// differs the planner asks for another cluster.
func (h *Handler) change(ctx context.Context, api engine.API, s sight, wanted planner.ManagementCluster, report executor.Report) error {
	filesDiffer := false
	for _, change := range planner.Diff(s.attrs(), wanted) {
		switch {
		case strings.HasPrefix(change.Field, "registries"), strings.HasPrefix(change.Field, "certificateAuthorities"):
			filesDiffer = true
		case change.Field != "agents":
			return fault.Errorf(fault.K3dCannotChange, "k3d cluster %s cannot change in place: %s", s.name, change)
		}
	}
	absent := s.missing(wanted)
	if i := slices.IndexFunc(absent, func(name string) bool { return !isAgent(s.name, name) }); i >= 0 {
		return fault.Errorf(fault.K3dCannotChange, "%s is gone, which k3d cannot replace in a cluster; make the cluster anew with `kaaslab destroy` and `kaaslab apply`", absent[i])
	}
	for _, agent := range s.agents {
		if !isWantedAgent(s.name, wanted.Agents, agent) {
			if err := h.leave(ctx, api, s, agent, report); err != nil {
				return err
			}
		}
	}
	if filesDiffer {
		if err := h.renewFiles(ctx, api, s, wanted, report); err != nil {
			return err
		}
	}
	return h.join(ctx, api, s, wanted, absent, report)
}

func (h *Handler) join(ctx context.Context, api engine.API, s sight, wanted planner.ManagementCluster, absent []string, report executor.Report) error {
	if len(absent) == 0 {
		return nil
	}
	host, err := gateway(s.network)
	if err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	if err := h.library.Join(ctx, h.blueprint(s.name, wanted, host), absent, report); err != nil {
		return err
	}
	if s, err = h.look(ctx, api, s.name); err != nil {
		return err
	}
	return writeFiles(ctx, api, s.named(absent), wanted)
}

func isAgent(cluster, name string) bool { return strings.HasPrefix(name, "k3d-"+cluster+"-agent-") }

func isWantedAgent(cluster string, agents int, agent container.InspectResponse) bool {
	for i := range agents {
		if agent.Name == "/"+nodeName(cluster, roleAgent, i) {
			return true
		}
	}
	return false
}

// leave removes an agent, and then the Node that Kubernetes would keep of it. Without the API server the Node stays, which
// does no harm.
func (h *Handler) leave(ctx context.Context, api engine.API, s sight, agent container.InspectResponse, report executor.Report) error {
	name := strings.TrimPrefix(agent.Name, "/")
	report("removing " + name)
	if err := engine.Remove(ctx, api, agent.ID); err != nil {
		return err
	}
	kubeconfig, err := h.read(ctx, api, s)
	if err == nil {
		_, err = h.ask(ctx, kubeconfig, http.MethodDelete, "/api/v1/nodes/"+name)
	}
	if err != nil {
		report("its Node " + name + " is left: " + err.Error())
	}
	return nil
}
