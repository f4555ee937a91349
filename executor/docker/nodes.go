package docker

import (
	"context"
	"errors"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Nodes handles the containers of workload clusters. Cluster API makes and removes them; this handler keeps them running
// and at their addresses, and removes them when no management cluster is left that could.
type Nodes struct {
	daemon
	engine *engine.Engine
	lab    *ownership.Lab
	poll   time.Duration
	ready  func(ctx context.Context, api engine.API, c cluster) error // asks the API server; a test has none
}

var _ executor.Handler = (*Nodes)(nil)

// NewNodes returns the handler of the containers of a lab's workload clusters.
func NewNodes(e *engine.Engine, lab *ownership.Lab) *Nodes {
	h := &Nodes{engine: e, lab: lab, poll: 500 * time.Millisecond}
	h.ready = h.probe
	return h
}

// Observe implements executor.Handler. It also reports a cluster of somebody else whose name the lab uses: Cluster API
// finds containers by the name of their cluster only, and would take them over (hazard H43).
func (h *Nodes) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	api, err := look(ctx, h.engine, want.Lab)
	if api == nil {
		return nil, err
	}
	clusters, err := h.clusters(ctx, api)
	if err != nil {
		return nil, err
	}
	on, err := findPlace(ctx, api, want.Lab.Peering.Network)
	if err != nil {
		return nil, err
	}
	named := namesOnDocker(want.Lab)
	var observed []planner.Observed
	var of []cluster
	for _, c := range clusters {
		owner := c.owner(h.lab.Name(), named)
		if owner != h.lab.Name() && !named[c.name] {
			continue
		}
		o, err := h.observed(ctx, api, on, c, owner, loginsOf(want.Lab, c.name))
		if err != nil {
			return nil, err
		}
		observed, of = append(observed, o), append(of, c)
	}
	h.ask(ctx, api, of, observed)
	return observed, ctx.Err()
}

// ask asks the API servers of the lab's clusters whose containers lack nothing, some at once: one that does not answer takes time.
func (h *Nodes) ask(ctx context.Context, api engine.API, clusters []cluster, observed []planner.Observed) {
	engine.Each(len(clusters), func(i int) {
		o := &observed[i]
		if o.Owner != h.lab.Name() || o.Phase != planner.Ready {
			return
		}
		if o.Detail = h.silence(ctx, api, clusters[i]); o.Detail != "" {
			o.Phase = planner.NotReady
		}
	})
}

func namesOnDocker(lab *spec.Lab) map[string]bool {
	named := map[string]bool{}
	for _, c := range lab.Clusters() {
		if c.Infrastructure.OnDocker() {
			named[c.Name] = true
		}
	}
	return named
}

func (h *Nodes) observed(ctx context.Context, api engine.API, on place, c cluster, owner string, wanted logins) (planner.Observed, error) {
	o := planner.Observed{
		Resource: planner.NodesResource(c.name, planner.Nodes{Network: on.name}),
		Owner:    owner, Phase: planner.Ready, Notes: strangers(c),
	}
	if owner != h.lab.Name() {
		return o, nil
	}
	containers, err := engine.Inspect(ctx, api, c.own)
	if err != nil {
		return o, err
	}
	there, err := wanted.there(ctx, api, containers)
	if err != nil {
		return o, err
	}
	o.Attrs = planner.Nodes{Network: on.name, Down: namesWhere(containers, isDown), Logins: there}
	if o.Detail = problems(c, containers, on); o.Detail != "" {
		o.Phase = planner.NotReady
	}
	if stopped(containers) {
		o.Phase = planner.Stopped
	}
	return o, nil
}

// silence says why the cluster's API server, which has been made, gives no answer, or nothing. After a restart of Docker the
// containers run long before it does, and Cluster API goes on saying that all is well. A load balancer that is gone is
// Cluster API's to make again, as soon as it runs.
func (h *Nodes) silence(ctx context.Context, api engine.API, c cluster) string {
	if len(c.balance) == 0 {
		return ""
	}
	if err := h.ready(ctx, api, c); err != nil && !errors.Is(err, errNotBegun) {
		return "waiting for its API server: " + err.Error()
	}
	return ""
}
