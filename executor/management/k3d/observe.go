package k3d

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Observe looks for the k3d clusters of the lab, whatever provider it wants now, and for one of the wanted name.
func (h *Handler) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	api, err := h.engine.Look(ctx, want.Lab.UsesDocker())
	if api == nil || err != nil {
		return nil, err // nor is there an error for a lab that never had anything on Docker
	}
	found, err := names(ctx, api, h.lab.Name())
	if err != nil {
		return nil, err
	}
	if m := want.Lab.ManagementCluster; m.Provider == spec.ProviderK3d && !slices.Contains(found, m.Name) {
		found = append(found, m.Name)
	}
	var observed []planner.Observed
	for _, name := range found {
		s, err := h.look(ctx, api, name)
		if err != nil {
			return nil, err
		}
		if s.exists() {
			observed = append(observed, h.observed(ctx, api, s))
		}
	}
	return observed, ctx.Err() // an answer that was cut short is none
}

func (h *Handler) observed(ctx context.Context, api engine.API, s sight) planner.Observed {
	o := planner.Observed{
		Resource: planner.ManagementResource(s.name, s.attrs()), Phase: planner.Ready, Notes: s.strangers,
	}
	s.whose.Tell(&o)
	if o.Owner != h.lab.Name() {
		return o
	}
	if o.Detail = h.problem(ctx, api, s); o.Detail != "" {
		o.Phase = planner.NotReady
	}
	if s.stopped() {
		o.Phase = planner.Stopped
	}
	return o
}

// stopped reports whether no container of a cluster that has run does so now: kaaslab stop does that, and so does k3d. One that
// Docker lost with the machine starts again by itself.
func (s sight) stopped() bool {
	return s.begun() && len(s.missing(s.attrs())) == 0 && len(s.down()) == len(s.kept())
}

// kept lists the containers that are to run.
func (s sight) kept() []container.InspectResponse {
	return slices.DeleteFunc(s.containers(), func(c container.InspectResponse) bool {
		return c.Config.Labels[labelRole] == "" || c.Config.Labels[labelRole] == "noRole"
	})
}

// problem says why the cluster is not ready, or nothing. That it exists says little (hazard H14).
func (h *Handler) problem(ctx context.Context, api engine.API, s sight) string {
	if missing := s.missing(s.attrs()); len(missing) > 0 {
		return "half made, not there yet: " + strings.Join(missing, ", ")
	}
	if down := s.down(); len(down) > 0 {
		return "stopped: " + strings.Join(down, ", ")
	}
	if off := s.disconnected(); len(off) > 0 {
		return "not on network " + networkName(s.name) + ": " + strings.Join(nodeNames(off), ", ")
	}
	if loose := s.loose(); len(loose) > 0 {
		return "address not fixed: " + strings.Join(loose, ", ")
	}
	if left := s.leftDown(); len(left) > 0 {
		return "does not start with Docker: " + strings.Join(nodeNames(left), ", ")
	}
	kubeconfig, err := h.read(ctx, api, s)
	if err != nil {
		return "no kubeconfig yet: " + err.Error()
	}
	if !h.isWritten(kubeconfig) {
		return "its kubeconfig is not written"
	}
	if err := h.probe(ctx, kubeconfig); err != nil {
		return "not answering: " + err.Error()
	}
	if !s.startedAfter(h.times.now().Add(-settling)) {
		return ""
	}
	old, err := h.fromBefore(ctx, kubeconfig, s)
	if err != nil {
		return "not answering: " + err.Error()
	}
	return old
}

// settling is how long after a start the API server may have pods and workloads as they were before it.
const settling = 10 * time.Minute

func (s sight) startedAfter(moment time.Time) bool {
	for _, at := range s.started() {
		if at.After(moment) {
			return true
		}
	}
	return false
}

// down lists the containers that do not run, but for helpers that k3d left.
func (s sight) down() []string {
	var down []string
	for _, c := range s.kept() {
		if !c.State.Running {
			down = append(down, engine.NameOf(c))
		}
	}
	return down
}

// disconnected lists the containers that somebody took off the cluster's network.
func (s sight) disconnected() []container.InspectResponse {
	return slices.DeleteFunc(s.containers(), func(c container.InspectResponse) bool {
		return c.NetworkSettings.Networks[networkName(s.name)] != nil || c.Config.Labels[labelAddress] == ""
	})
}

// leftDown lists the containers that stay down when Docker starts (hazard H44). k3d makes none so, people do.
func (s sight) leftDown() []container.InspectResponse {
	return slices.DeleteFunc(s.containers(), func(c container.InspectResponse) bool {
		policy := c.HostConfig.RestartPolicy
		return policy.IsUnlessStopped() || policy.IsAlways() || c.Config.Labels[labelRole] == "" || c.Config.Labels[labelRole] == "noRole"
	})
}

// loose lists the containers whose address on the cluster's network may change with the next start (hazard H44).
func (s sight) loose() []string {
	var loose []string
	for _, c := range s.containers() {
		if endpoint := c.NetworkSettings.Networks[networkName(s.name)]; endpoint != nil && c.State.Running && !engine.Pinned(endpoint) {
			loose = append(loose, engine.NameOf(c))
		}
	}
	return loose
}
