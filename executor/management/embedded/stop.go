package embedded

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"syscall"

	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Delete asks the process to stop. Its data goes once it has.
func (h *Handler) Delete(_ context.Context, r planner.Resource, _ executor.Report) error {
	mine, err := h.isNamed(r.ID.Name)
	if err != nil || !mine {
		return err
	}
	return h.terminate()
}

// AwaitGone waits until the process has stopped, and ends it when it does not. Then it removes the data.
func (h *Handler) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	mine, err := h.isNamed(r.ID.Name)
	if err != nil || !mine {
		return err
	}
	if err := h.awaitStopped(ctx, report); err != nil {
		return fmt.Errorf("wait until management cluster %s has stopped: %w", r.ID.Name, err)
	}
	return h.remove()
}

// isNamed reports whether the data is of a cluster of that name, or of none that it tells.
func (h *Handler) isNamed(name string) (bool, error) {
	found, err := h.exists()
	if err != nil || !found {
		return false, err
	}
	r, err := h.readRecord()
	return r.Name == "" || r.Name == name, err
}

// Stop implements executor.Stopper: the process ends, and its data stays. That it is meant is noted first, so that what a kaaslab
// which was killed in between leaves behind is a lab that was stopped.
func (h *Handler) Stop(ctx context.Context, r planner.Resource, report executor.Report) error {
	seen, err := h.look()
	if err != nil || seen.record.Name != r.ID.Name {
		return err
	}
	if !seen.record.Stopped {
		seen.record.Stopped = true
		if err := h.writeRecord(seen.record); err != nil {
			return err
		}
	}
	return h.stop(ctx, report)
}

// stop stops the process and keeps its data.
func (h *Handler) stop(ctx context.Context, report executor.Report) error {
	if err := h.terminate(); err != nil {
		return err
	}
	return h.awaitStopped(ctx, report)
}

// terminate asks the process to stop, once: programs commonly take a second request for haste.
func (h *Handler) terminate() error {
	seen, err := h.look()
	if err != nil || seen.current() && seen.status.Phase == stopping {
		return err
	}
	return h.signal(syscall.SIGTERM)
}

func (h *Handler) awaitStopped(ctx context.Context, report executor.Report) error {
	patient, cancel := context.WithTimeout(ctx, h.times.stop)
	defer cancel()
	err := wait.PollUntilContextCancel(patient, h.times.poll, true, h.stopped)
	if err == nil || ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	report(fmt.Sprintf("it has not stopped within %s, ending it", h.times.stop))
	if err := h.signal(syscall.SIGKILL); err != nil {
		return err
	}
	return wait.PollUntilContextCancel(ctx, h.times.poll, true, h.stopped)
}

func (h *Handler) stopped(context.Context) (bool, error) {
	alive, err := h.running()
	return !alive, err
}

// signal signals the process that has the lock, if there is one and it is the program.
func (h *Handler) signal(signal syscall.Signal) error {
	alive, err := h.running()
	if err != nil || !alive {
		return err
	}
	pid, err := h.holder()
	if err != nil || pid == 0 {
		return err
	}
	if !isProgram(pid, h.dir.Embedded()) {
		return fault.Errorf(fault.StrangeProcess, "process %d uses %s but is not %s; stop it and run kaaslab again", pid, h.dir.Embedded(), Program)
	}
	if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("signal %s with pid %d: %w", Program, pid, err)
	}
	return nil
}

// runs reports whether arguments are those of the program on a data directory.
func runs(arguments []string, dir string) bool {
	return filepath.Base(arguments[0]) == Program && slices.Contains(arguments, dir)
}
