package fake_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var (
	rounds = flag.Int("rounds", 150, "number of random labs")
	seed   = flag.Uint64("seed", 0, "only the random labs of this number")
)

// forRandom runs a test in virtual time for many seeds, and names the one that failed.
func forRandom(t *testing.T, test func(t *testing.T, r *rand.Rand)) {
	first, last := uint64(1), uint64(*rounds)
	if *seed != 0 {
		first, last = *seed, *seed
	}
	for n := first; n <= last; n++ {
		t.Run(fmt.Sprint("seed ", n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				defer time.Sleep(time.Hour) // for what was left behind
				test(t, rand.New(rand.NewPCG(n, 0)))
			})
		})
	}
}

type compute func(*spec.Lab, planner.State) (*planner.Plan, error)

// run plans and runs for a lab. The error is that of the run.
func run(t *testing.T, w *fake.World, lab *spec.Lab, compute compute, options executor.Options) error {
	t.Helper()
	plan := planned(t, w, lab, compute)
	return executor.Run(t.Context(), plan, w.Handlers(lab), options)
}

func planned(t *testing.T, w *fake.World, lab *spec.Lab, compute compute) *planner.Plan {
	t.Helper()
	state, err := w.State(lab)
	if err != nil {
		t.Fatalf("observe: %v\n%s", err, w)
	}
	defer func() {
		if value := recover(); value != nil {
			t.Fatalf("%v\n%s", value, w)
		}
	}()
	plan, err := compute(lab, state)
	if err != nil {
		t.Fatalf("plan: %v\n%s", err, w)
	}
	return plan
}

func mustRun(t *testing.T, w *fake.World, lab *spec.Lab, compute compute) {
	t.Helper()
	if err := run(t, w, lab, compute, executor.Options{}); err != nil {
		t.Fatalf("%v\n%s", err, w)
	}
}

func mustHaveNothingToDo(t *testing.T, w *fake.World, lab *spec.Lab) {
	t.Helper()
	if plan := planned(t, w, lab, planner.Compute); !plan.Empty() {
		t.Fatalf("the plan after apply is not empty: %s\n%s", stepsOf(plan), w)
	}
	want := map[planner.ID]bool{}
	for _, r := range planner.Desired(lab) {
		if m, is := r.Attrs.(planner.ManagementCluster); is && m.Provider.Given() {
			continue
		}
		if r.ID.Kind != planner.KindSysctl && !planner.OfNobody(r.ID.Kind) {
			want[r.ID] = true
		}
	}
	got := map[planner.ID]bool{}
	for _, id := range w.Owned(lab.Name) {
		got[id] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("the lab owns (-want +got):\n%s", diff)
	}
}

func mustOwnNothing(t *testing.T, w *fake.World, lab *spec.Lab) {
	t.Helper()
	if left := w.Owned(lab.Name); len(left) > 0 {
		t.Fatalf("left after teardown: %v\n%s", left, w)
	}
}

func stepsOf(plan *planner.Plan) string {
	text := ""
	for _, s := range plan.Steps {
		text += fmt.Sprintf("\n%s: %s %v", s.ID, s.Reason, s.Changes)
	}
	return text
}

// TestApplyConverges: any lab becomes any other in one run, and goes without a trace.
func TestApplyConverges(t *testing.T) {
	forRandom(t, func(t *testing.T, r *rand.Rand) {
		w := fake.New()
		var lab *spec.Lab
		for range 3 {
			lab = randomLab(r)
			mustRun(t, w, lab, planner.Compute)
			mustHaveNothingToDo(t, w, lab)
		}
		mustRun(t, w, lab, planner.Teardown)
		mustOwnNothing(t, w, lab)
	})
}

// TestTeardownOfBrokenManagement: peerings of a management cluster that is down cannot be seen, and still keep the network
// from being deleted before the cluster. Nodes that it has left go after it.
func TestTeardownOfBrokenManagement(t *testing.T) {
	lab, w := fullLab(), fake.New()
	mustRun(t, w, lab, planner.Compute)
	w.Break(planner.ID{Kind: planner.KindManagementCluster, Name: "mgmt"}, "stopped")
	// One at a time, so that a wrong order cannot come out right by chance.
	if err := run(t, w, lab, planner.Teardown, executor.Options{Parallel: 1}); err != nil {
		t.Fatal(err)
	}
	mustOwnNothing(t, w, lab)
}

// TestRenamedManagementCluster: the old one goes with what it holds, and all of it is made anew in the other.
func TestRenamedManagementCluster(t *testing.T) {
	forRandom(t, func(t *testing.T, r *rand.Rand) {
		w, lab := fake.New(), randomLab(r)
		mustRun(t, w, lab, planner.Compute)
		lab.ManagementCluster.Name = "renamed"
		mustRun(t, w, lab, planner.Compute)
		mustHaveNothingToDo(t, w, lab)
		mustRun(t, w, lab, planner.Teardown)
		mustOwnNothing(t, w, lab)
	})
}
