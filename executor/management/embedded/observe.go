package embedded

import (
	"cmp"
	"context"
	"fmt"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Observe looks for the lab's embedded cluster, whatever provider the lab wants now. Its data is what makes it be there:
// a process that has crashed is a cluster that is not ready.
func (h *Handler) Observe(ctx context.Context, want planner.Wanted) ([]planner.Observed, error) {
	found, err := h.exists()
	if err != nil || !found {
		return nil, err
	}
	seen, err := h.look()
	if err != nil {
		return nil, fmt.Errorf("look at the embedded management cluster: %w", err)
	}
	problem, err := h.problem(ctx, seen)
	if err != nil {
		return nil, fmt.Errorf("look at the embedded management cluster: %w", err)
	}
	o := planner.Observed{
		Resource: planner.ManagementResource(cmp.Or(seen.record.Name, want.Lab.ManagementCluster.Name), seen.attrs()),
		Owner:    h.dir.Lab(), Phase: planner.Ready, Detail: problem, Status: seen.status,
		Unmarked: !seen.record.Identity.Known(),
	}
	switch {
	case seen.stopped():
		o.Phase = planner.Stopped
	case problem != "":
		o.Phase = planner.NotReady
	}
	return []planner.Observed{o}, nil
}

// Identify implements executor.Identifier.
func (h *Handler) Identify(context.Context, *spec.Lab) (planner.Identity, error) {
	r, err := h.readRecord()
	return r.Identity, err
}

// sight is everything that is known without asking the API server.
type sight struct {
	record record
	status Status
	port   int
	alive  bool
	pid    int // of the process that lives
}

func (h *Handler) look() (s sight, err error) {
	if s.record, err = h.readRecord(); err != nil {
		return s, err
	}
	if s.port, err = h.keptPort(); err != nil {
		return s, err
	}
	if s.alive, err = h.running(); err != nil {
		return s, err
	}
	if s.alive {
		if s.pid, err = h.holder(); err != nil {
			return s, err
		}
	}
	s.status, err = h.readStatus()
	return s, err
}

// current reports whether the status is of the process that lives. After a crash the old one's is there until the new
// one writes its own.
func (s sight) current() bool { return s.alive && s.pid == s.status.PID }

// stopped reports whether it was stopped on purpose. One that runs was started again, by whomever.
func (s sight) stopped() bool { return s.record.Stopped && !s.alive }

func (s sight) attrs() planner.ManagementCluster {
	return planner.ManagementCluster{
		Provider:   spec.ProviderEmbedded,
		ClusterAPI: s.version().ClusterAPI,
		APIPort:    s.port,
	}
}

// version is the version that runs, else the one that was started last.
func (s sight) version() Version {
	if s.current() || s.record.Version == (Version{}) {
		return s.status.Version
	}
	return s.record.Version
}

// problem says why the cluster is not ready, or nothing.
func (h *Handler) problem(ctx context.Context, s sight) (string, error) {
	switch {
	case s.stopped():
		return "stopped; what it holds is kept", nil
	case !s.alive:
		return fmt.Sprintf("not running (stopped or crashed; log: %s)", h.Log()), nil
	case !s.current():
		return "starting", nil
	case s.status.Phase != ready:
		return s.status.Phase + ": " + s.status.Detail, nil
	}
	if other, err := h.otherVersion(ctx, s.status.Version.Version); err != nil || other != "" {
		return other, err
	}
	if err := h.probe(ctx); err != nil {
		return "not answering: " + err.Error(), ctx.Err()
	}
	return "", nil
}

// otherVersion says that another version should run than does, or nothing. Without a program to be found, and without a
// version that it must have, what runs is right.
func (h *Handler) otherVersion(ctx context.Context, runs string) (string, error) {
	wanted := h.options.Version
	if wanted == "" {
		installed, err := h.installed(ctx)
		if err != nil {
			return "", err
		}
		wanted = installed.Version
	}
	if wanted == "" || wanted == runs {
		return "", nil
	}
	if h.options.Version != "" {
		return fmt.Sprintf("runs %s, kaaslab needs %s", runs, wanted), nil
	}
	return fmt.Sprintf("runs %s, %s is installed", runs, wanted), nil
}
