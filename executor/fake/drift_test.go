package fake_test

import (
	"testing"
	"testing/synctest"

	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/planner"
)

// TestDriftIsMended: what somebody does to any thing of a lab on Docker is in the next plan, and one apply mends it. A thing that
// others need goes with them. Each line of the log is one of the record's.
func TestDriftIsMended(t *testing.T) {
	for _, r := range planner.Desired(fullLab()) {
		for _, d := range []struct {
			name string
			do   func(*fake.World)
			able bool
		}{
			{"removed", func(w *fake.World) { w.Remove(r.ID) }, r.ID.Kind != planner.KindSysctl},
			{"stopped", func(w *fake.World) { w.Stop(r.ID) }, stoppable(r.ID.Kind)},
			{"broken", func(w *fake.World) { w.Break(r.ID, "somebody broke it") }, true},
			{"changed", func(w *fake.World) { w.Drift(r.ID, changedBySomebody(r.Attrs)) }, changedBySomebody(r.Attrs) != nil},
			{"its marks removed", func(w *fake.World) { w.Unmark(r.ID) }, !r.Shared},
		} {
			if d.able {
				synctest.Test(t, func(t *testing.T) { mended(t, r, d.name, d.do) })
			}
		}
	}
}

func mended(t *testing.T, r planner.Resource, name string, do func(*fake.World)) {
	t.Helper()
	w, lab := fake.New(), fullLab()
	mustRun(t, w, lab, planner.Compute)
	do(w)
	if plan := planned(t, w, lab, planner.Compute); len(plan.Steps) == 0 {
		t.Errorf("%s: %s: not seen", r.ID, name)
		return
	}
	mustRun(t, w, lab, planner.Compute)
	mustHaveNothingToDo(t, w, lab)
	t.Logf("drift: %s: %s: mended", r.ID.Kind, name)
}

// stoppable are the things that run.
func stoppable(kind planner.Kind) bool {
	return kind == planner.KindManagementCluster || kind == planner.KindNodes
}

// changedBySomebody are attributes that are other ones, where they can be and an apply may set them back.
func changedBySomebody(attrs planner.Attrs) planner.Attrs {
	switch a := attrs.(type) {
	case planner.Sysctl:
		a.Value, a.Enough = 1, 0
		return a
	case planner.WorkloadCluster:
		return drifted(a)
	case planner.ClusterProfile:
		a.DependsOn = append([]string{"somebody"}, a.DependsOn...)
		return a
	}
	return nil
}
