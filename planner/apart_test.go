package planner_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// TestKindsApartAreLeftAlone: what is on a daemon that must not be looked at is neither made, changed nor gone. Clusters that are
// there are seen to in the management cluster; a new one on Docker is refused with the reason, and what needs no Docker goes on.
func TestKindsApartAreLeftAlone(t *testing.T) {
	const onFleet = "managementCluster: {provider: existing, name: fleet, kubeconfig: ./k, context: c}\nworkloadClusters:\n"
	was := labOf(t, onFleet+"- {name: a, infrastructure: docker}\n")
	apart := map[planner.Kind]string{}
	for _, kind := range []planner.Kind{planner.KindSysctl, planner.KindImage, planner.KindImageArchive, planner.KindImageCache, planner.KindVolume, planner.KindNetwork, planner.KindNodes} {
		apart[kind] = "it is elsewhere"
	}
	isApart := func(o planner.Observed) bool { return apart[o.ID.Kind] != "" }
	state := planner.NewState(slices.DeleteFunc(observe(was), isApart)...).WithApart(apart)
	for is, want := range map[string]string{
		"- {name: a, infrastructure: docker}\n":                                        "",
		"- {name: a, infrastructure: docker, workers: [{name: md-0, replicas: 2}]}\n":  "update workloadCluster/a",
		"- {name: a, infrastructure: docker}\n- {name: b, infrastructure: inMemory}\n": "create clusterClass/demo-in-memory create workloadCluster/b create kubeconfig/b",
		"- {name: b, infrastructure: inMemory}\n":                                      "create clusterClass/demo-in-memory create workloadCluster/b create kubeconfig/b delete kubeconfig/a delete workloadCluster/a delete clusterClass/demo-docker",
	} {
		plan, err := planner.Compute(labOf(t, onFleet+is), state)
		if err != nil {
			t.Fatal(err)
		}
		var steps []string
		for _, s := range plan.Steps {
			steps = append(steps, string(s.ID))
		}
		wanted := strings.Split(want, " ")
		for i := range steps {
			if !strings.Contains(want, steps[i]) {
				t.Errorf("with %q the plan has %s", is, steps[i])
			}
		}
		if len(steps) != len(wanted)/2 {
			t.Errorf("with %q the plan is %v, want %s", is, steps, want)
		}
		if !slices.ContainsFunc(plan.Notes, func(n string) bool { return strings.HasSuffix(n, "left alone: it is elsewhere") }) {
			t.Errorf("with %q the notes are %q", is, plan.Notes)
		}
	}

	_, err := planner.Compute(labOf(t, onFleet+"- {name: a, infrastructure: docker}\n- {name: c, infrastructure: docker}\n"), state)
	var refused *planner.Refused
	if !errors.As(err, &refused) || len(refused.Refusals) != 1 || refused.Refusals[0].Code != fault.OtherDocker ||
		!strings.Contains(err.Error(), "workloadCluster/c cannot be made on Docker: it is elsewhere") {
		t.Errorf("a new cluster: %v", err)
	}

	plan, err := planner.Teardown(was, state)
	if err != nil || slices.ContainsFunc(plan.Steps, func(s planner.Step) bool { return apart[s.Resource.ID.Kind] != "" }) {
		t.Errorf("teardown (%v): %s", err, text(plan))
	}
}
