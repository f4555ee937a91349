package embedded

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Apply starts the program, unless it runs already and is what is wanted. One of another version, on another port, or
// that does not answer, is stopped first.
func (h *Handler) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	wanted := r.Attrs.(planner.ManagementCluster)
	seen, err := h.look()
	if err != nil {
		return fmt.Errorf("look at the embedded management cluster: %w", err)
	}
	if other := seen.record.Name; other != "" && other != r.ID.Name {
		// Its deletion may be a step of the same run.
		return executor.Transient(fault.Errorf(fault.ManagementCluster, "the lab's embedded management cluster is still %q; apply again when it is deleted, or call %q so again", other, r.ID.Name))
	}
	path, version, err := h.usable(ctx, wanted.ClusterAPI)
	if err != nil {
		return err
	}
	if reason := h.restart(ctx, seen, wanted, version); reason == "" && seen.alive {
		return h.mark(seen.record)
	} else if seen.alive {
		report("stopping it: " + reason)
		if err := h.stop(ctx, func(string) {}); err != nil {
			return err
		}
	}
	report("starting " + path)
	return h.start(path, r.ID.Name, version, wanted.APIPort)
}

// mark adds the lab's identity to the record of a cluster that an earlier kaaslab has made, and takes back that it was to be stopped.
func (h *Handler) mark(r record) error {
	if r.Identity.Known() && !r.Stopped {
		return nil
	}
	if r.Stopped = false; !r.Identity.Known() {
		r.Identity = h.lab.Identity()
	}
	return h.writeRecord(r)
}

// restart says why a process that lives has to be started anew, or nothing.
func (h *Handler) restart(ctx context.Context, s sight, wanted planner.ManagementCluster, installed Version) string {
	switch {
	case !s.current():
		return ""
	case s.status.Version.Version != installed.Version:
		return fmt.Sprintf("runs %s, %s is installed", s.status.Version.Version, installed.Version)
	case s.status.Version != installed:
		return fmt.Sprintf("it was started with other parts (%s) than are installed (%s)", s.status.parts(), installed.parts())
	case wanted.APIPort != 0 && s.status.APIPort != 0 && wanted.APIPort != s.status.APIPort:
		return fmt.Sprintf("listens on port %d, not %d", s.status.APIPort, wanted.APIPort)
	case s.status.Phase == stopping:
		return stopping
	case s.status.Phase == ready && !h.answers(ctx):
		return "does not answer"
	}
	return ""
}

// answers gives an API server that has been ready some time: it may only be busy.
func (h *Handler) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, h.times.patience)
	defer cancel()
	return wait.PollUntilContextCancel(ctx, h.times.poll, true, func(ctx context.Context) (bool, error) { return h.probe(ctx) == nil, nil }) == nil
}
