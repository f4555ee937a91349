package embedded

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func TestObserveReadsBackWhatRuns(t *testing.T) {
	h := newHandler(t)
	o := bringUp(t, h)
	status := o.Status.(Status)
	want := planner.ManagementResource("kaas-management", planner.ManagementCluster{
		Provider: spec.ProviderEmbedded, ClusterAPI: "v1.14.2", APIPort: status.APIPort,
	})
	if diff := cmp.Diff(want, o.Resource); diff != "" {
		t.Error(diff)
	}
	if status.Version != fakeVersion() || status.APIPort == 0 {
		t.Errorf("status: %+v", status)
	}
}

func TestObserveSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name, detail string
		harm         func(t *testing.T, h *Handler)
	}{
		{"crashed", "not running (stopped or crashed; log: ", kill},
		{"deaf", "not answering: 500 Internal Server Error: etcd failed", func(t *testing.T, _ *Handler) { behave(t, "mode", deaf) }},
		{"outdated", "runs v0.1.0, v0.2.0 is installed", func(t *testing.T, _ *Handler) { behave(t, "version", "v0.2.0") }},
		{"outdated", "runs v0.1.0, kaaslab needs v0.2.0", func(_ *testing.T, h *Handler) { h.options.Version = "v0.2.0" }},
		{"restarted", "starting", func(t *testing.T, h *Handler) {
			must(t, put(h.dir.Embedded(), "status.json", Status{PID: 1, Phase: ready}))
		}},
		{"starting", "starting: etcd", func(t *testing.T, h *Handler) {
			status, err := h.readStatus()
			must(t, err)
			status.Phase, status.Detail = starting, "etcd"
			must(t, put(h.dir.Embedded(), "status.json", status))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := newHandler(t)
			bringUp(t, h)
			test.harm(t, h)
			if o := observe(t, h); o.Phase != planner.NotReady || !strings.HasPrefix(o.Detail, test.detail) {
				t.Errorf("got %s: %s, want %s", o.Phase, o.Detail, test.detail)
			}
		})
	}
}

func TestObserveWithoutTheProgram(t *testing.T) {
	h := newHandler(t)
	bringUp(t, h)
	must(t, os.Remove(h.options.Binary))
	if o := observe(t, h); o.Phase != planner.Ready {
		t.Errorf("got %s: %s", o.Phase, o.Detail)
	}
}

func TestObserveKeepsTheNameThatTheClusterHas(t *testing.T) {
	h := newHandler(t)
	bringUp(t, h)
	renamed := *lab
	renamed.ManagementCluster.Name = "other"
	observed, err := h.Observe(t.Context(), planner.Want(&renamed))
	must(t, err)
	if len(observed) != 1 || observed[0].ID.Name != "kaas-management" {
		t.Errorf("got %v", observed)
	}
	r := resource(0)
	r.ID.Name = "other"
	wantError(t, h.Apply(t.Context(), r, ignore), `still "kaas-management"`, "apply again")
	must(t, h.Delete(t.Context(), r, ignore))
	must(t, h.AwaitGone(t.Context(), r, ignore))
	if o := observe(t, h); o.Phase != planner.Ready {
		t.Errorf("deleting another cluster: %s", o.Detail)
	}
}
