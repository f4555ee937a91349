package embedded

import (
	"context"
	"fmt"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/planner"
)

// AwaitReady returns once the cluster answers, and fails as soon as its process has ended.
func (h *Handler) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	of := fmt.Sprintf("management cluster %s (its log is %s)", r.ID.Name, h.Log())
	return poll.Until(ctx, of, h.times.poll, report, func(ctx context.Context) (string, error) {
		if err := h.checkAlive(); err != nil {
			return "", err
		}
		return h.progress(ctx)
	})
}

// checkAlive returns an error when no process lives. It does not look at the lock while a process of its own lives, which
// may be about to take it.
func (h *Handler) checkAlive() error {
	own := h.own()
	if own.lives() {
		return nil
	}
	// Its own process gives way when one that an earlier kaaslab started, and never saw, has the lock.
	alive, err := h.running()
	switch {
	case err != nil || alive:
		return err
	case own != nil && own.err != nil:
		return fault.Errorf(fault.EmbeddedEnded, "%s has ended (%w); the end of its log %s:\n%s", Program, own.err, h.Log(), h.logTail())
	}
	return fault.Errorf(fault.EmbeddedEnded, "%s has ended; the end of its log %s:\n%s", Program, h.Log(), h.logTail())
}

// progress says what is missing until the cluster is ready, or nothing.
func (h *Handler) progress(ctx context.Context) (string, error) {
	pid, err := h.awaited()
	if err != nil || pid == 0 {
		return starting, notLocked(err)
	}
	status, err := h.readStatus()
	switch {
	case err != nil || status.PID != pid:
		return starting, err
	case status.Phase != ready:
		return status.Detail, nil
	}
	return unanswered(h.probe(ctx)), nil
}

// unanswered makes an error of the API server into something to wait for.
func unanswered(err error) string {
	if err == nil {
		return ""
	}
	return "waiting for its API server: " + err.Error()
}

// awaited returns the process that should become ready. The status and the lock still name the one before for a while
// after a restart.
func (h *Handler) awaited() (int, error) {
	if own := h.own(); own.lives() {
		return own.pid, nil
	}
	return h.holder()
}
