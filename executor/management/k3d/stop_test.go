package k3d

import (
	"testing"

	"github.com/kaaslab/kaaslab/planner"
)

// TestStoppedClusterKeepsItsContainers: all of them are there, none runs, and the next start brings the same ones back.
func TestStoppedClusterKeepsItsContainers(t *testing.T) {
	w := newMemoryWorld(t)
	must(t, w.h.Apply(t.Context(), w.resource(), silent))
	must(t, w.h.AwaitReady(t.Context(), w.resource(), silent))
	ids := func() map[string]bool {
		api, s, _, err := w.h.open(t.Context(), w.resource())
		must(t, err)
		_ = api
		found := map[string]bool{}
		for _, c := range s.containers() {
			found[c.ID] = c.State.Running
		}
		return found
	}
	before := ids()
	must(t, w.h.Stop(t.Context(), w.resource(), silent))
	after := ids()
	for id := range before {
		if running, there := after[id]; !there || running {
			t.Errorf("container %s: there %t, running %t", id, there, running)
		}
	}
	if o := w.observed(t); o.Phase != planner.Stopped {
		t.Errorf("stopped, it is %s: %q", o.Phase, o.Detail)
	}
	must(t, w.h.Stop(t.Context(), w.resource(), silent))
	must(t, w.h.AwaitReady(t.Context(), w.resource(), silent))
	if o := w.observed(t); o.Phase != planner.Ready || len(ids()) != len(before) {
		t.Errorf("started, it is %s: %q", o.Phase, o.Detail)
	}
}
