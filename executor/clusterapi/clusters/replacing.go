package clusters

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// replacing handles workload clusters, and has machines replaced whose containers somebody removed. Cluster API only looks
// at its nodes: it says for a minute that all is well, and gives a node that is gone five more to come back.
type replacing struct {
	handler
	lab        string
	machines   machines
	containers Containers
	started    Started
	heartbeats Heartbeats
	imagePulls ImagePulls
	profiles   func(cluster string) []planner.ID // that are for it, or nil
	host       infrastructure.Host

	renewLogins func(ctx context.Context, cluster string, report executor.Report) error // or nil
	poll        time.Duration
	replaced    sync.Map // of the names of clusters
}

// handler is the handler of workload clusters that knows nothing of containers.
type handler interface {
	executor.Handler
	executor.Explainer
}

// Containers names the containers that are there, running or not.
type Containers func(context.Context) (map[string]bool, error)

// machines are those of the workload clusters.
type machines interface {
	List(ctx context.Context) ([]Machine, error)
	Replace(ctx context.Context, machine Machine) error
}

// Observe adds what Cluster API does not know yet.
func (h *replacing) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	observed, err := h.handler.Observe(ctx, want)
	if err != nil || !h.anyOnDocker(observed) {
		return observed, err
	}
	there, err := h.look(ctx)
	if executor.IsApart(err) {
		return observed, nil // a container that is on another daemon is not gone
	}
	if err != nil {
		return nil, err
	}
	for i := range observed {
		o := &observed[i]
		if !h.onDocker(*o) {
			continue
		}
		if lost := there.lost(o.Resource); len(lost) > 0 && o.Phase != planner.Deleting {
			o.Phase, o.Detail = planner.NotReady, "gone: "+strings.Join(namesOf(lost), ", ")
		}
	}
	h.failingPulls(ctx, observed)
	return observed, nil
}

func (h *replacing) anyOnDocker(observed []planner.Observed) bool {
	for _, o := range observed {
		if h.onDocker(o) {
			return true
		}
	}
	return false
}

// onDocker knows the lab's own clusters on Docker by their class, whose machines are called as their containers.
func (h *replacing) onDocker(o planner.Observed) bool {
	attrs, ok := o.Attrs.(planner.WorkloadCluster)
	on, _ := spec.InfrastructureOf(h.lab, attrs.ClusterClass)
	return ok && o.Owner == h.lab && on.OnDocker()
}

// Apply replaces machines after the cluster is what it should be. Those that stay get the passwords of the lab: without an image that
// takes another one, a cluster may never be ready.
func (h *replacing) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	if err := h.handler.Apply(ctx, r, report); err != nil || !h.onDocker(planner.Observed{Resource: r, Owner: h.lab}) {
		return err
	}
	if h.renewLogins != nil {
		if err := h.renewLogins(ctx, r.ID.Name, report); err != nil {
			return err
		}
	}
	there, err := h.look(ctx)
	if executor.IsApart(err) {
		return nil
	}
	if err != nil {
		return err
	}
	lost := there.lost(r)
	if there.controlPlaneIsLost(r) {
		return executor.Final(fault.Errorf(fault.ContainersGone, "every control plane machine of cluster %s is gone (%s), and with them all that the cluster knew; take the cluster out of the lab file, apply, put it back and apply again",
			r.ID.Name, strings.Join(namesOf(lost), ", ")))
	}
	for _, machine := range lost {
		report("replacing " + machine.Name + ", whose container is gone")
		if err := h.machines.Replace(ctx, machine); err != nil {
			return err
		}
		h.replaced.Store(r.ID.Name, true)
	}
	return nil
}

// AwaitReady implements executor.Handler.
func (h *replacing) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	return h.AwaitRest(ctx, r, report, func(planner.ID) error { return nil })
}

// AwaitRest implements executor.Patchy: a cluster whose nodes lack their pod network is not waited for when a profile that is for it is
// lost.
func (h *replacing) AwaitRest(ctx context.Context, r planner.Resource, report executor.Report, lost executor.Lost) error {
	return h.attend(ctx, r, report, lost, func(ctx context.Context, report executor.Report) error { return h.await(ctx, r, report) })
}

// await first waits for what takes the place of machines that were lost: the Cluster may be the last to know of it.
func (h *replacing) await(ctx context.Context, r planner.Resource, report executor.Report) error {
	if _, replaced := h.replaced.Load(r.ID.Name); replaced {
		if err := h.awaitReplacements(ctx, r, report); err != nil {
			return err
		}
	}
	if err := h.handler.AwaitReady(ctx, r, report); err != nil {
		return err
	}
	return h.awaitHeartbeats(ctx, r, report)
}

func (h *replacing) awaitReplacements(ctx context.Context, r planner.Resource, report executor.Report) error {
	wanted, _ := r.Attrs.(planner.WorkloadCluster)
	return poll.Until(ctx, "the machines of cluster "+r.ID.Name, h.poll, report, func(ctx context.Context) (string, error) {
		there, err := h.look(ctx)
		if err != nil {
			return "", err
		}
		return there.waitsFor(r, wanted.Machines()), nil
	})
}
