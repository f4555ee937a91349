package fake_test

import (
	"context"
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestApplyRecovers: whatever fails or is cut off in the middle, and whatever breaks meanwhile, is healed. A second run is
// needed only for what could not be seen at first, because the management cluster was not ready.
func TestApplyRecovers(t *testing.T) {
	forRandom(t, func(t *testing.T, r *rand.Rand) {
		w := fake.New()
		lab := randomLab(r)
		mustRun(t, w, lab, planner.Compute)
		lab = randomLab(r)
		for range 1 + r.IntN(3) {
			badRun(t, w, lab, planner.Compute, r)
			damage(w, lab, r)
		}
		runUnseen(t, w, lab, planner.Compute)
		mustRun(t, w, lab, planner.Compute)
		mustHaveNothingToDo(t, w, lab)
		badRun(t, w, lab, planner.Teardown, r)
		runUnseen(t, w, lab, planner.Teardown)
		mustRun(t, w, lab, planner.Teardown)
		mustOwnNothing(t, w, lab)
	})
}

// runUnseen is the run before the last, where one is needed.
func runUnseen(t *testing.T, w *fake.World, lab *spec.Lab, compute compute) {
	t.Helper()
	if !canSee(t, w, lab) {
		mustBeExpected(t, w, run(t, w, lab, compute, executor.Options{}), false)
	}
}

func canSee(t *testing.T, w *fake.World, lab *spec.Lab) bool {
	t.Helper()
	state, err := w.State(lab)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range state.Of(planner.KindManagementCluster) {
		return o.Phase == planner.Ready
	}
	return false
}

// badRun is one in which random steps fail, for good or for a while, and which may be stopped or killed at any moment.
func badRun(t *testing.T, w *fake.World, lab *spec.Lab, compute compute, r *rand.Rand) {
	t.Helper()
	plan, seen := planned(t, w, lab, compute), canSee(t, w, lab)
	ctx, kill := context.WithCancel(t.Context())
	stop := make(chan struct{})
	time.AfterFunc(randomMoment(r), func() { close(stop) })
	time.AfterFunc(randomMoment(r), kill)
	faults := randomFaults(r.Uint64())
	w.FailWith(faults)
	err := executor.Run(ctx, plan, w.Handlers(lab), executor.Options{Stop: stop, NoWait: r.IntN(4) == 0})
	w.FailWith(nil)
	mustBeExpected(t, w, err, seen)
	time.Sleep(time.Hour) // what was left behind ends
	if r.IntN(2) == 0 {
		w.Settle()
	}
}

// randomMoment is often after the end of the run.
func randomMoment(r *rand.Rand) time.Duration { return time.Duration(r.IntN(60)) * time.Second }

// randomFaults fails the same calls whatever their order, so that a seed always gives the same run.
func randomFaults(salt uint64) func(fake.Op, planner.ID) error {
	return func(op fake.Op, id planner.ID) error {
		hash := fnv.New64a()
		hash.Write([]byte(string(op) + id.String()))
		r := rand.New(rand.NewPCG(hash.Sum64(), salt))
		time.Sleep(time.Duration(r.IntN(3000)) * time.Millisecond)
		switch r.IntN(12) {
		case 0:
			return fake.ErrInjected
		case 1:
			return executor.Transient(fake.ErrInjected)
		}
		return nil
	}
}

// mustBeExpected fails for an error that the World itself gave: it found a mistake in the order of the steps. What cannot
// be seen may need a replacement, though, or may still use what is replaced, which the plan cannot know.
func mustBeExpected(t *testing.T, w *fake.World, err error, seen bool) {
	t.Helper()
	for _, failure := range failures(t, err) {
		unknown := errors.Is(failure, fake.ErrInPlace) || errors.Is(failure, fake.ErrNeeded)
		if !errors.Is(failure, fake.ErrInjected) && (seen || !unknown) {
			t.Fatalf("%v\n%s", failure, w)
		}
	}
}

func failures(t *testing.T, err error) []executor.StepError {
	t.Helper()
	var incomplete *executor.Incomplete
	var interrupted *executor.Interrupted
	switch {
	case errors.As(err, &incomplete):
		return incomplete.Failed
	case errors.As(err, &interrupted):
		return interrupted.Failed
	case err != nil:
		t.Fatal(err)
	}
	return nil
}

// damage breaks, changes or removes some of what the lab owns.
func damage(w *fake.World, lab *spec.Lab, r *rand.Rand) {
	for _, id := range w.Owned(lab.Name) {
		there, found := w.Get(id)
		dice := r.IntN(30)
		if !found || sidecars(there.Resource) {
			continue
		}
		switch cluster, isCluster := there.Attrs.(planner.WorkloadCluster); {
		case dice == 0:
			w.Break(id, "stopped")
		case dice == 1 && isCluster:
			w.Drift(id, drifted(cluster))
		case dice == 2 && removable(id.Kind):
			w.Remove(id)
		}
	}
}

// removable leaves out what cannot get lost alone: what others need stays while they do.
func removable(kind planner.Kind) bool {
	switch kind {
	case planner.KindWorkloadCluster, planner.KindKubeconfig, planner.KindManagementCluster:
		return true
	}
	return false
}

// sidecars reports a management cluster on Docker: nodes of workload clusters stand beside it, and without it they cannot
// be seen, so that no plan can be right.
func sidecars(r planner.Resource) bool {
	m, ok := r.Attrs.(planner.ManagementCluster)
	return ok && m.Provider == spec.ProviderK3d
}

func drifted(cluster planner.WorkloadCluster) planner.WorkloadCluster {
	cluster.ControlPlane.Replicas = 7
	cluster.Labels = nil
	return cluster
}
