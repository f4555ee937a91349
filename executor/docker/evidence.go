package docker

import (
	"context"
	"strings"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// mostLines is how much of each log is read, from its end.
const mostLines = 5000

// journal prints what a node's kubelet and container runtime wrote.
var journal = []string{"journalctl", "--unit=kubelet", "--unit=containerd", "--no-pager", "--lines=5000"}

// Evidence looks at the lab's own containers and networks, and at nothing of others.
type Evidence struct {
	engine  *engine.Engine
	lab     *ownership.Lab
	network string
}

// NewEvidence returns what looks at a lab whose clusters meet on a network.
func NewEvidence(e *engine.Engine, lab *ownership.Lab, network string) *Evidence {
	return &Evidence{engine: e, lab: lab, network: network}
}

// Collect implements executor.Witness.
func (h *Evidence) Collect(ctx context.Context, into executor.Evidence) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	version, err := api.ServerVersion(ctx)
	if err != nil {
		return err
	}
	into.File("docker/version.yaml", version)
	containers, err := h.containers(ctx, api)
	if err != nil {
		return err
	}
	engine.Each(len(containers), func(i int) { h.look(ctx, api, containers[i], into) })
	return h.networks(ctx, api, containers, into)
}

// containers are those that are proven to be the lab's: the management cluster's by its label, the nodes of workload
// clusters by the lab's volume.
func (h *Evidence) containers(ctx context.Context, api engine.API) ([]container.InspectResponse, error) {
	list, err := engine.Containers(ctx, api, "label", planner.LabLabel+"="+h.lab.Name())
	if err != nil {
		return nil, err
	}
	list, err = h.own(ctx, api, list)
	if err != nil {
		return nil, err
	}
	clusters, err := NewNodes(h.engine, h.lab).clusters(ctx, api)
	if err != nil {
		return nil, err
	}
	for _, c := range clusters {
		if c.proven {
			list = append(list, c.own...)
		}
	}
	return engine.Inspect(ctx, api, list)
}

// own leaves out what has the lab's label only.
func (h *Evidence) own(ctx context.Context, api engine.API, list []container.Summary) ([]container.Summary, error) {
	var own []container.Summary
	for _, c := range list {
		whose, err := engine.Whose(ctx, api, c.Labels, h.lab, engine.ContainerMark(engine.Name(c)))
		if err != nil {
			return nil, err
		}
		if whose.Owner == h.lab.Name() {
			own = append(own, c)
		}
	}
	return own, nil
}

func (h *Evidence) look(ctx context.Context, api engine.API, c container.InspectResponse, into executor.Evidence) {
	dir := "docker/" + engine.NameOf(c) + "/"
	into.File(dir+"inspect.yaml", c)
	if text, err := engine.Log(ctx, api, c, mostLines); err != nil {
		into.Missing(dir+"log", err)
	} else {
		into.File(dir+"container.log", text)
	}
	if c.Config.Labels[labelCluster] == "" || c.Config.Labels[labelRole] == roleLoadBalancer || isDown(c) {
		return // only a node that runs has a journal
	}
	if text, err := engine.Output(ctx, api, c, journal...); err != nil {
		into.Missing(dir+"journal", err)
	} else {
		into.File(dir+"journal.log", text)
	}
}

// networks are those that the lab's containers are on, without what else is on them.
func (h *Evidence) networks(ctx context.Context, api engine.API, containers []container.InspectResponse, into executor.Evidence) error {
	names := map[string]bool{h.network: h.network != ""}
	for _, c := range containers {
		for name := range c.NetworkSettings.Networks {
			names[name] = true
		}
	}
	for name, wanted := range names {
		if !wanted {
			continue
		}
		found, err := engine.FindNetwork(ctx, api, name)
		if err != nil {
			return err
		}
		if found != nil {
			into.File("docker/networks/"+strings.ReplaceAll(name, "/", "_")+".yaml", found)
		}
	}
	return nil
}
