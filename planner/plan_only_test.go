package planner_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
)

const threeClusters = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
workloadClusters:
- name: a
- name: b
- name: c
`

func planFor(t *testing.T, state planner.State) *planner.Plan {
	t.Helper()
	plan, err := planner.Compute(parseLab(t, map[string]string{"lab.yaml": threeClusters}, "lab.yaml"), state)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func stepIDs(plan *planner.Plan) []string {
	var ids []string
	for _, step := range plan.Steps {
		ids = append(ids, string(step.ID))
	}
	return ids
}

// TestOnly keeps what a target needs, by the ID of a resource or of a step.
func TestOnly(t *testing.T) {
	plan := planFor(t, planner.State{})
	want := []string{"create managementCluster/demo-management", "create identity/demo", "create clusterClass/demo-simulated", "create workloadCluster/b"}
	for _, target := range []string{"workloadCluster/b", "create workloadCluster/b"} {
		only := plan.Only([]string{target})
		if diff := cmp.Diff(want, stepIDs(only)); diff != "" {
			t.Errorf("target %s (-want +got):\n%s", target, diff)
		}
	}
	if only := plan.Only([]string{"workloadCluster/x"}); !only.Empty() {
		t.Errorf("steps %v for a target without a step", stepIDs(only))
	}
}

// TestUnwaited leaves out the files of clusters that have to come up, and no others.
func TestUnwaited(t *testing.T) {
	ids := stepIDs(planFor(t, planner.State{}).Unwaited())
	if slices.Contains(ids, "create kubeconfig/a") || !slices.Contains(ids, "create workloadCluster/a") {
		t.Errorf("steps %v wait for clusters", ids)
	}
	if !slices.Contains(ids, "create kubeconfig/demo-management") {
		t.Errorf("steps %v leave out the management cluster's file", ids)
	}
	lab := parseLab(t, map[string]string{"lab.yaml": threeClusters}, "lab.yaml")
	there := slices.DeleteFunc(observe(lab), func(o planner.Observed) bool { return o.ID.String() == "kubeconfig/a" })
	if ids := stepIDs(planFor(t, planner.NewState(there...)).Unwaited()); !slices.Equal(ids, []string{"create kubeconfig/a"}) {
		t.Errorf("steps %v, want the file of a cluster that is up", ids)
	}
}
