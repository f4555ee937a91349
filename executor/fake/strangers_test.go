package fake_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// strangers are things in a World that are not the lab's, as they were.
type strangers map[planner.ID]planner.Observed

// TestStrangersAreLeft: whatever others have beside a lab, look-alikes and copies of each kind among it, is as it was after apply,
// change and destroy, and nothing of the lab is left.
func TestStrangersAreLeft(t *testing.T) {
	forRandom(t, func(t *testing.T, r *rand.Rand) {
		w, given := fake.New(), r.IntN(2) == 0
		lab := labIn(r, given)
		others := strangers{}
		others.settle(w, lab, r)
		mustRun(t, w, lab, planner.Compute)
		if given { // in a management cluster of its own, what it holds goes with it
			others.copy(w, lab, r)
		}
		lab = labIn(r, given)
		others.stand(t, w, lab)
		mustRun(t, w, lab, planner.Compute)
		mustHaveNothingToDo(t, w, lab)
		others.mustBeUntouched(t, w)
		mustRun(t, w, lab, planner.Teardown)
		mustOwnNothing(t, w, lab)
		others.mustBeUntouched(t, w)
	})
}

// labIn is a random lab in a management cluster of its own, or in one that somebody else runs.
func labIn(r *rand.Rand, given bool) *spec.Lab {
	for {
		lab := randomLab(r)
		if !given {
			return lab
		}
		if lab.ManagementCluster.Provider == spec.ProviderEmbedded {
			lab.ManagementCluster = spec.ManagementCluster{Provider: spec.ProviderExisting, Name: "mgmt"}
			return lab
		}
	}
}

// settle adds what others have, of the kinds that a random lab has, under names of their own.
func (s strangers) settle(w *fake.World, lab *spec.Lab, r *rand.Rand) {
	theirs := randomLab(r)
	if r.IntN(2) == 0 {
		theirs = fullLab()
	}
	for _, resource := range planner.Desired(theirs) {
		if resource.ID.Kind == planner.KindSysctl || planner.OfNobody(resource.ID.Kind) || r.IntN(4) == 0 {
			continue // the kernel's, and everybody's
		}
		resource.ID.Name = pick(r, "theirs-", lab.Name+"-", "a") + resource.ID.Name
		resource.Needs, resource.Within = nil, planner.ID{}
		w.Add(resource, pick(r, planner.Unowned, "somebody", "existing", fake.AnotherLab(lab.Name)))
		s.keep(w, resource.ID)
	}
}

// keep remembers a thing as it is. One that uses what may be the lab's is taken away again: what is used cannot go.
func (s strangers) keep(w *fake.World, id planner.ID) {
	there, _ := w.Get(id)
	if len(there.Needs) > 0 {
		w.Remove(id)
		return
	}
	s[id] = there
}

// copy makes copies of what the lab has, with all that is written on it.
func (s strangers) copy(w *fake.World, lab *spec.Lab, r *rand.Rand) {
	for _, id := range w.Owned(lab.Name) {
		if there, _ := w.Get(id); r.IntN(3) > 0 || sidecars(there.Resource) {
			continue
		}
		s.keep(w, w.Copy(id))
	}
}

// stand puts somebody in the way of each thing that is to be made. The plan or the run is refused, and all stay as they are.
func (s strangers) stand(t *testing.T, w *fake.World, lab *spec.Lab) {
	t.Helper()
	for _, resource := range planner.Desired(lab) {
		if _, there := w.Get(resource.ID); there || resource.Shared || resource.ID.Kind == planner.KindManagementCluster {
			continue
		}
		w.Add(planner.Resource{ID: resource.ID, Attrs: resource.Attrs}, "somebody")
		state, err := w.State(lab)
		before := w.String()
		if err != nil {
			t.Fatal(err)
		}
		if plan, err := planner.Compute(lab, state); err == nil {
			err = executor.Run(t.Context(), plan, w.Handlers(lab), executor.Options{Parallel: 1})
			if !errors.As(err, new(*executor.Incomplete)) {
				t.Fatalf("%s is somebody's, and the run ended with %v", resource.ID, err)
			}
		} else if after := w.String(); after != before {
			t.Fatalf("a refused plan changed something:\n%s", cmp.Diff(before, after))
		}
		if there, _ := w.Get(resource.ID); there.Owner != "somebody" {
			t.Fatalf("%s was somebody's and is %s's now", resource.ID, there.Owner)
		}
		w.Remove(resource.ID)
		return
	}
}

func (s strangers) mustBeUntouched(t *testing.T, w *fake.World) {
	t.Helper()
	for id, before := range s {
		now, _ := w.Get(id)
		if touched := cmp.Diff(before, now); touched != "" {
			t.Fatalf("%s of %s was touched:\n%s\n%s", id, before.Owner, touched, w)
		}
	}
}
