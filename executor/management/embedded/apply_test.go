package embedded

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
)

func TestApplyLeavesWhatIsRight(t *testing.T) {
	h := newHandler(t)
	pid := pidOf(bringUp(t, h))
	if again := pidOf(bringUp(t, another(t, h.options.Binary))); again != pid {
		t.Errorf("process %d became %d", pid, again)
	}
}

// TestALabWithoutAddonsDoesNotMindTheSveltosBesideIt: it runs none, so that one which does not fit is no other part.
func TestALabWithoutAddonsDoesNotMindTheSveltosBesideIt(t *testing.T) {
	behave(t, "sveltosProblem", "it has Sveltos v1.13.0 built in, not v1.14.0")
	h := newHandler(t)
	pid := pidOf(bringUp(t, h))
	must(t, h.Apply(t.Context(), resource(0), ignore))
	if again := pidOf(observe(t, h)); again != pid {
		t.Errorf("process %d became %d", pid, again)
	}
}

// TestIdentityIsInTheRecord: it is known while the process is down, and a cluster that an earlier kaaslab has started gets one
// without being started anew.
func TestIdentityIsInTheRecord(t *testing.T) {
	h := newHandler(t)
	pid := pidOf(bringUp(t, h))
	if found, err := h.Identify(t.Context(), nil); err != nil || found != h.lab.Identity() {
		t.Errorf("the record has %+v (%v), want %+v", found, err, h.lab.Identity())
	}
	early, err := h.readRecord()
	must(t, err)
	early.Identity = planner.Identity{}
	must(t, h.writeRecord(early))
	if o := observe(t, h); !o.Unmarked {
		t.Error("a record without identity asks for no mark")
	}
	must(t, h.Apply(t.Context(), resource(0), ignore))
	if o := observe(t, h); o.Unmarked || pidOf(o) != pid {
		t.Errorf("after apply: unmarked %v, process %d instead of %d", o.Unmarked, pidOf(o), pid)
	}
}

func TestApplyStartsAnew(t *testing.T) {
	for name, harm := range map[string]func(t *testing.T, h *Handler){
		"of another version":  func(t *testing.T, _ *Handler) { behave(t, "version", "v0.2.0") },
		"that crashed":        kill,
		"that does not react": freeze,
	} {
		t.Run(name, func(t *testing.T) {
			h := newHandler(t)
			pid := pidOf(bringUp(t, h))
			harm(t, h)
			next := another(t, h.options.Binary)
			next.times.probe, next.times.stop = 50*time.Millisecond, 50*time.Millisecond
			must(t, next.Apply(t.Context(), resource(0), ignore))
			next.times = quick
			must(t, next.AwaitReady(t.Context(), resource(0), ignore))
			if o := observe(t, h); pidOf(o) == pid || o.Detail != "" {
				t.Errorf("process %d is there still: %s", pid, o.Detail)
			}
		})
	}
}

// TestApplyAfterKaaslabWasKilled is about the moment between the start and the readiness: the next run finds a process
// that it has not started.
func TestApplyAfterKaaslabWasKilled(t *testing.T) {
	h := newHandler(t)
	must(t, h.Apply(t.Context(), resource(0), ignore))
	// The earlier the next run comes, the less the process has done. Whatever that is, one of the two becomes ready.
	next := another(t, h.options.Binary)
	must(t, next.Apply(t.Context(), resource(0), ignore))
	must(t, errors.Join(next.AwaitReady(t.Context(), resource(0), ignore), h.AwaitReady(t.Context(), resource(0), ignore)))
	if o := observe(t, next); o.Detail != "" {
		t.Error(o.Detail)
	}
}

func TestApplyNeedsTheRightProgram(t *testing.T) {
	h := newHandler(t)
	h.options.Version = "v0.2.0"
	wantError(t, h.Apply(t.Context(), resource(0), ignore), h.options.Binary+" is version v0.1.0, this kaaslab needs version v0.2.0", "make build")
	h.options.Version = ""
	r := resource(0)
	attrs := r.Attrs
	changed := resource(0)
	changed.Attrs = withClusterAPI(attrs, "v1.14.3")
	wantError(t, h.Apply(t.Context(), changed, ignore), "has Cluster API v1.14.2 built in, not v1.14.3", "managementCluster.clusterAPI.version")
	must(t, os.Remove(h.options.Binary))
	wantError(t, h.Apply(t.Context(), r, ignore), h.options.Binary, "make build")
}

func TestAwaitReadyEndsWithTheProcess(t *testing.T) {
	h := newHandler(t)
	behave(t, "mode", crashes)
	must(t, h.Apply(t.Context(), resource(0), ignore))
	err := h.AwaitReady(t.Context(), resource(0), ignore)
	wantError(t, err, "has ended (exit status 1)", h.Log(), "serving kaas-management", "no space left on device")
	wantError(t, another(t, h.options.Binary).AwaitReady(t.Context(), resource(0), ignore), "has ended", "no space left on device")
	got, err := h.Explain(t.Context(), resource(0))
	must(t, err)
	if len(got.Log) == 0 || !strings.Contains(got.Log[len(got.Log)-1], "no space left on device") || got.Show != "tail -n 100 "+h.Log() {
		t.Errorf("it is explained as %+v", got)
	}
}

func TestAwaitReadyTellsProgress(t *testing.T) {
	h := newHandler(t)
	behave(t, "mode", neverReady)
	must(t, h.Apply(t.Context(), resource(0), ignore))
	ctx, cancel := context.WithCancel(t.Context())
	var told []string
	err := h.AwaitReady(ctx, resource(0), func(message string) {
		if told = append(told, message); message == "starting etcd" {
			cancel()
		}
	})
	wantError(t, err, "starting etcd", h.Log())
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff("starting etcd", told[len(told)-1]); diff != "" {
		t.Error(diff)
	}
}

// freeze returns once the process has stopped: until then it may answer once more.
func freeze(t *testing.T, h *Handler) {
	t.Helper()
	must(t, h.signal(syscall.SIGSTOP))
	for h.times.probe = time.Second / 2; h.probe(t.Context()) == nil; {
		t.Log("it still answers")
	}
	h.times = quick
}
