package embedded

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// AwaitReady returns once the cluster answers, and fails as soon as its process has ended.
func (h *Handler) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	last := ""
	err := h.each(ctx, func() (bool, error) {
		if err := h.checkAlive(); err != nil {
			return false, err
		}
		detail, err := h.progress(ctx)
		if err == nil && detail != last && detail != "" {
			report(detail)
		}
		last = detail
		return err == nil && detail == "", err
	})
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("wait for management cluster %s (%s; log: %s): %w", r.ID.Name, last, h.Log(), err)
	}
	return err
}

// each looks again and again, until it is done, has failed or the context ends.
func (h *Handler) each(ctx context.Context, look func() (done bool, err error)) error {
	tick := time.NewTicker(h.times.poll)
	defer tick.Stop()
	for {
		if done, err := look(); done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
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
		return fault.Errorf(fault.EmbeddedEnded, "%s has ended (%w); the end of its log %s:\n%s", program, own.err, h.Log(), h.logTail())
	}
	return fault.Errorf(fault.EmbeddedEnded, "%s has ended; the end of its log %s:\n%s", program, h.Log(), h.logTail())
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
