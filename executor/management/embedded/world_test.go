package embedded

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var (
	lab = &spec.Lab{Name: "kaas", ManagementCluster: spec.ManagementCluster{
		Provider: spec.ProviderEmbedded, Name: "kaas-management", ClusterAPI: spec.ClusterAPI{Version: "v1.14.2"},
	}}
	quick = times{poll: 5 * time.Millisecond, probe: 2 * time.Second, patience: 2 * time.Second, stop: 20 * time.Second}
)

// newHandler returns a handler with a state directory of its own, whose program is a fake. Nothing is left at the end.
func newHandler(t *testing.T) *Handler {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	behave(t, "version", "v0.1.0")
	h := another(t, fakeProgram(t))
	t.Cleanup(func() {
		if err := h.signal(syscall.SIGKILL); err != nil {
			t.Error(err)
		}
		if own := h.own(); own.lives() {
			_ = syscall.Kill(own.pid, syscall.SIGKILL) // it may never have come to hold the lock
			<-own.ended
		}
	})
	return h
}

// another returns a handler of the same lab, as the next run of kaaslab has one.
func another(t *testing.T, binary string) *Handler {
	t.Helper()
	dir, err := statedir.For(lab.Name)
	must(t, err)
	h := NewHandler(dir, ownershiptest.Lab(dir.Lab()), Options{Binary: binary})
	h.times = quick
	return h
}

func ignore(string) {}

func resource(port int) planner.Resource {
	return planner.ManagementResource(lab.ManagementCluster.Name, planner.ManagementCluster{
		Provider: spec.ProviderEmbedded, ClusterAPI: "v1.14.2", APIPort: port,
	})
}

func bringUp(t *testing.T, h *Handler) planner.Observed {
	t.Helper()
	must(t, errors.Join(h.Apply(t.Context(), resource(0), ignore), h.AwaitReady(t.Context(), resource(0), ignore)))
	o := observe(t, h)
	if o.Phase != planner.Ready || o.Owner != lab.Name {
		t.Fatalf("after apply: %+v", o)
	}
	return o
}

func observe(t *testing.T, h *Handler) planner.Observed {
	t.Helper()
	observed, err := h.Observe(t.Context(), planner.Want(lab))
	must(t, err)
	if len(observed) != 1 {
		t.Fatalf("observed %v", observed)
	}
	return observed[0]
}

func pidOf(o planner.Observed) int { return o.Status.(Status).PID }

// kill ends the process without a warning, and waits until it is gone.
// It is for cleaning up as well, when the test's own context is over.
func kill(t *testing.T, h *Handler) {
	t.Helper()
	must(t, h.signal(syscall.SIGKILL))
	must(t, wait.PollUntilContextCancel(context.Background(), h.times.poll, true, h.stopped))
}
