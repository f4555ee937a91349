package k3d

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var (
	_ executor.Refuser = (*Handler)(nil)
	_ executor.Checker = (*Handler)(nil)
)

// Refuse implements executor.Refuser. The cluster's API server is published on the loopback address of the daemon's machine and
// nowhere else, so that from another machine it would be waited for in vain.
func (h *Handler) Refuse(*spec.Lab) error {
	where, err := h.engine.Where()
	if err != nil || where.OnLoopback() {
		return err
	}
	from := "DOCKER_HOST"
	if where.Context != "" {
		from = "docker context " + where.Context
	}
	return fault.Errorf(fault.RemoteDocker, "the Docker daemon at %s (%s) is on another machine, where a k3d cluster publishes its API server on the loopback address only; "+
		"run kaaslab on that machine, use a local daemon (unset DOCKER_HOST, or `docker context use default`), or reach a cluster there with managementCluster.provider: existing", where.Host, from)
}

// Check implements executor.Checker.
func (h *Handler) Check(context.Context, planner.Resource) []executor.Finding {
	if err := h.Refuse(nil); err != nil {
		return []executor.Finding{executor.FindingOf("Docker for k3d", err)}
	}
	return nil
}
