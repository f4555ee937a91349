package view_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

// twenty is a plan of twenty clusters.
func twenty() *planner.Plan {
	plan := &planner.Plan{Lab: "fleet"}
	for i := range 20 {
		id := planner.ID{Kind: planner.KindWorkloadCluster, Name: fmt.Sprintf("w-%02d", i)}
		plan.Steps = append(plan.Steps, planner.Step{ID: planner.StepID("create " + id.String()), Action: planner.Create, Resource: planner.Resource{ID: id}})
	}
	return plan
}

// fourOf tells that something happened to four clusters of the fleet.
func fourOf(p view.Progress, plan *planner.Plan, minute, from int, what executor.EventType) {
	for _, step := range plan.Steps[from : from+4] {
		p.Event(executor.Event{Time: start.Add(time.Duration(minute) * time.Minute), Type: what, Step: step.ID, Elapsed: time.Minute})
	}
}

// TestTheTimeLeftIsEstimated: of twenty clusters that come up four at a time, a minute each.
func TestTheTimeLeftIsEstimated(t *testing.T) {
	plan := twenty()
	steps := view.NewSteps(plan, view.Style{ASCII: true}, start)
	happens := func(minute, from int, what executor.EventType) {
		fourOf(steps, plan, minute, from, what)
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

// TestEstimatesAreToldLineByLine: twice a minute, to those that listen, as long as there is something to come.
func TestEstimatesAreToldLineByLine(t *testing.T) {
	plan := twenty()
	var plain, log, lines bytes.Buffer
	views := []view.Progress{view.NewPlain(&plain, view.Style{}, start), view.NewLogLines(&log), view.NewJSONLines(&lines)}
	estimates := view.NewEstimates(plan, start, append(views, view.NewSteps(plan, view.Style{}, start))...)
	tick := func(second int) { estimates.Tick(start.Add(time.Duration(second) * time.Second)) }
	tick(30)
	fourOf(estimates, plan, 0, 0, executor.Started)
	tick(59)
	tick(60)
	fourOf(estimates, plan, 1, 0, executor.Succeeded)
	fourOf(estimates, plan, 1, 4, executor.Started)
	tick(61)
	tick(90)
	for _, c := range []struct{ what, got, want string }{
		{"plain", plain.String(), " 1:00  workloadCluster: 0 of 20 done, 16 to come\n 1:30  workloadCluster: 4 of 20 done, 12 to come, about 6 min left\n"},
		{"log", log.String(), "2026-11-04T12:01:00.000Z workloadCluster: 0 of 20 done, 16 to come\n" +
			"2026-11-04T12:01:30.000Z workloadCluster: 4 of 20 done, 12 to come, about 6 min left\n"},
		{"jsonl", lines.String(), `{"format_version":"1","time":"2026-11-04T12:01:00Z","type":"estimate","kind":"workloadCluster","done":0,"all":20,"to_come":16}` + "\n" +
			`{"format_version":"1","time":"2026-11-04T12:01:30Z","type":"estimate","kind":"workloadCluster","done":4,"all":20,"to_come":12,"left_seconds":360}` + "\n"},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n%swant\n%s", c.what, c.got, c.want)
		}
	}
}
