package planner_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestCircleAmongDeletionsIsPlanned: profiles that say that they depend on each other have to go all the same.
func TestCircleAmongDeletionsIsPlanned(t *testing.T) {
	lab := labOf(t, `
addonProfiles:
- name: a
  clusterSelector: {matchLabels: {x: y}}
  helmCharts: [{repositoryURL: https://x.example.com, chart: x/x, version: 1.0.0, release: x, namespace: x}]
`)
	var observed []planner.Observed
	profile := func(name string, needs ...string) {
		r := planner.Resource{ID: planner.ID{Kind: planner.KindClusterProfile, Name: name}, Attrs: planner.ClusterProfile{}}
		for _, need := range needs {
			r.Needs = append(r.Needs, planner.ID{Kind: planner.KindClusterProfile, Name: need})
		}
		observed = append(observed, planner.Observed{Resource: r, Owner: lab.Name, Phase: planner.Ready})
	}
	for _, o := range observe(lab) {
		if o.ID.Kind != planner.KindClusterProfile {
			observed = append(observed, o)
		}
	}
	profile("p", "q")
	profile("q", "r", "q")
	profile("r", "p", "not-there")
	plan, err := planner.Compute(lab, planner.NewState(observed...))
	if err != nil {
		t.Fatal(err)
	}
	deleted := 0
	for _, s := range plan.Steps {
		if s.Action == planner.Delete && s.Resource.ID.Kind == planner.KindClusterProfile {
			deleted++
		}
	}
	if deleted != 3 {
		t.Errorf("%d of 3 profiles are deleted:\n%s", deleted, text(plan))
	}
	checkOrder(t, plan)
}

// TestAnyStateIsPlannedOrRefused observes resources that need and hold each other at random, themselves and what is not there
// too. The planner must never panic or hang, must not depend on the order of the observations, and a plan can be run to its end.
func TestAnyStateIsPlannedOrRefused(t *testing.T) {
	labs := []*spec.Lab{
		labOf(t, "workloadClusters: [{name: a}, {name: b}]\n"),
		labOf(t, "managementCluster: {name: other}\nworkloadClusters: [{name: a}]\n"),
		labOf(t, "managementCluster: {provider: k3d}\nworkloadClusters: [{name: a}, {name: b, infrastructure: inMemory}]\n"),
		labOf(t, `
managementCluster: {provider: k3d, name: capi}
addonProfiles:
- {name: one, clusterSelector: {matchLabels: {x: y}}, helmCharts: [{repositoryURL: https://x.example.com, chart: x/x, version: 1.0.0, release: x, namespace: x}]}
- {name: two, dependsOn: [one], clusterSelector: {matchLabels: {x: y}}, helmCharts: [{repositoryURL: https://x.example.com, chart: x/x, version: 1.0.0, release: x, namespace: x}]}
workloadClusters: [{name: a}, {name: c}]
`),
	}
	for seed := range uint64(400) {
		random := rand.New(rand.NewPCG(seed, 1))
		observed := tangle(random, labs)
		for _, lab := range labs {
			for name, compute := range map[string]func(*spec.Lab, planner.State) (*planner.Plan, error){"compute": planner.Compute, "teardown": planner.Teardown} {
				got := outcomeOf(t, lab, compute, observed)
				shuffled := slices.Clone(observed)
				random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
				if diff := cmp.Diff(got, outcomeOf(t, lab, compute, shuffled)); diff != "" {
					t.Fatalf("seed %d, %s: the plan depends on the order of the observations:\n%s", seed, name, diff)
				}
			}
		}
	}
}

func labOf(t *testing.T, text string) *spec.Lab {
	t.Helper()
	return parseLab(t, map[string]string{"lab.yaml": "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\n" + text}, "lab.yaml")
}

// tangle says that parts of the labs are there, with needs and holders that are anything.
func tangle(random *rand.Rand, labs []*spec.Lab) []planner.Observed {
	seen, ids := map[planner.ID]planner.Observed{}, []planner.ID{{Kind: "unheardOf", Name: "x"}, {Kind: planner.KindNetwork, Name: "gone"}}
	for _, lab := range labs {
		for _, o := range observe(lab) {
			if _, twice := seen[o.ID]; !twice && random.IntN(3) > 0 {
				ids = append(ids, o.ID)
				seen[o.ID] = o
			}
		}
	}
	var observed []planner.Observed
	phases := []planner.Phase{planner.Ready, planner.Ready, planner.NotReady, planner.Deleting}
	for _, id := range ids {
		o, there := seen[id]
		if !there {
			continue
		}
		o.Phase = phases[random.IntN(len(phases))]
		for range random.IntN(3) {
			o.Needs = append(slices.Clone(o.Needs), ids[random.IntN(len(ids))])
		}
		switch random.IntN(4) {
		case 0:
			o.Within = ids[random.IntN(len(ids))]
		case 1:
			o.Outlives = !o.Outlives
		case 2:
			o.Adopted = random.IntN(4) == 0
		}
		observed = append(observed, o)
	}
	return observed
}

func outcomeOf(t *testing.T, lab *spec.Lab, compute func(*spec.Lab, planner.State) (*planner.Plan, error), observed []planner.Observed) string {
	t.Helper()
	plan, err := compute(lab, planner.NewState(observed...))
	var refused *planner.Refused
	switch {
	case errors.As(err, &refused):
		return refused.Error()
	case err != nil:
		t.Fatal(err)
	}
	checkOrder(t, plan)
	return text(plan)
}

// checkOrder: the steps could be run one by one.
func checkOrder(t *testing.T, plan *planner.Plan) {
	t.Helper()
	before := map[planner.StepID]bool{}
	for _, s := range plan.Steps {
		for _, need := range s.Needs {
			if !before[need] {
				t.Fatalf("%s comes before %s, which it needs:\n%s", s.ID, need, text(plan))
			}
		}
		if before[s.ID] {
			t.Fatalf("%s is in the plan twice:\n%s", s.ID, text(plan))
		}
		before[s.ID] = true
	}
}
