package view_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

// TestTheTimeLeftIsEstimated: of twenty clusters that come up four at a time, a minute each.
func TestTheTimeLeftIsEstimated(t *testing.T) {
	plan := &planner.Plan{Lab: "fleet"}
	id := func(i int) planner.ID {
		return planner.ID{Kind: planner.KindWorkloadCluster, Name: fmt.Sprintf("w-%02d", i)}
	}
	step := func(i int) planner.StepID { return planner.StepID("create " + id(i).String()) }
	for i := range 20 {
		plan.Steps = append(plan.Steps, planner.Step{ID: step(i), Action: planner.Create, Resource: planner.Resource{ID: id(i)}})
	}
	steps := view.NewSteps(plan, view.Style{ASCII: true}, start)
	happens := func(minute, from int, what executor.EventType) {
		for i := from; i < from+4; i++ {
			steps.Event(executor.Event{Time: start.Add(time.Duration(minute) * time.Minute), Type: what, Step: step(i), Elapsed: time.Minute})
		}
	}
	says := func(want string) {
		t.Helper()
		if drawn := strings.Join(steps.Lines(100, 20), "\n"); !strings.Contains(drawn, want) {
			t.Errorf("want %q in:\n%s", want, drawn)
		}
	}
	happens(0, 0, executor.Started)
	says("16 to come")
	happens(1, 0, executor.Succeeded)
	happens(1, 4, executor.Started)
	says("12 to come, about 4 min left")
	happens(2, 4, executor.Succeeded)
	happens(2, 8, executor.Started)
	says("8 to come, about 3 min left")
	happens(3, 8, executor.Succeeded)
	happens(3, 12, executor.Started)
	happens(3, 16, executor.Started)
	if drawn := strings.Join(steps.Lines(100, 20), "\n"); strings.Contains(drawn, "to come") {
		t.Errorf("all have begun:\n%s", drawn)
	}
}
