package view_test

import (
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

// TestStepsAreDrawnInASCII: at every moment of a run, in a window of any size.
func TestStepsAreDrawnInASCII(t *testing.T) {
	plan := &planner.Plan{Lab: "demo"}
	for _, name := range []string{"managementCluster/demo-management", "workloadCluster/workload-01", "workloadCluster/workload-02", "kubeconfig/workload-02"} {
		id, _ := planner.ParseID(name)
		plan.Steps = append(plan.Steps, planner.Step{ID: planner.StepID("create " + name), Action: planner.Create, Resource: planner.Resource{ID: id}})
	}
	steps := view.NewSteps(plan, view.Style{ASCII: true}, start)
	var drawn strings.Builder
	for _, e := range story {
		steps.Event(e)
		for _, width := range []int{10, 40, 200} {
			drawn.WriteString(strings.Join(steps.Lines(width, 20), "\n") + "\n")
		}
	}
	for line := range strings.Lines(drawn.String()) {
		for _, c := range line {
			if c > '~' {
				t.Fatalf("%q is not ASCII: %s", c, line)
			}
		}
	}
	if !strings.Contains(drawn.String(), "x workload-02") || !strings.Contains(drawn.String(), "* workload-01") {
		t.Errorf("the marks are not told apart:\n%s", drawn.String())
	}
	var failures strings.Builder
	if err := view.Failures(&failures, []view.Failure{{StepError: executor.StepError{Step: "create a", Err: executor.ErrStopped}}}, nil, view.Style{ASCII: true}); err != nil || !strings.HasPrefix(failures.String(), "\nx create a failed\n`- cause") {
		t.Errorf("%v\n%s", err, failures.String())
	}
}
