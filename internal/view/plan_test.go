package view_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kaaslab/kaaslab/internal/cli/golden"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

func step(action planner.Action, id, reason string, more ...func(*planner.Step)) planner.Step {
	resource, _ := planner.ParseID(id)
	s := planner.Step{
		ID: planner.StepID(string(action) + " " + id), Action: action,
		Resource: planner.Resource{ID: resource}, Reason: reason,
	}
	for _, change := range more {
		change(&s)
	}
	return s
}

func replaced(s *planner.Step) { s.Replace = true }

func because(id string) func(*planner.Step) {
	return func(s *planner.Step) { s.Because, _ = planner.ParseID(id) }
}

func changed(changes ...planner.Change) func(*planner.Step) {
	return func(s *planner.Step) { s.Changes = changes }
}

func needs(ids ...planner.StepID) func(*planner.Step) {
	return func(s *planner.Step) { s.Needs = ids }
}

var plans = map[string]planner.Plan{
	"plan_empty":      {Lab: "demo"},
	"plan_empty_note": {Lab: "demo", Notes: []string{"nodes/a: not proven to be the lab's and left alone: spy"}},
	"plan_every_action": {
		Lab: "demo",
		Steps: []planner.Step{
			step(planner.Delete, "workloadCluster/workload-02", "is not in the lab file"),
			step(planner.Delete, "workloadCluster/workload-03", "cannot change in place", replaced),
			step(planner.Create, "workloadCluster/workload-03", "cannot change in place", replaced,
				changed(planner.Change{Field: "podCIDR", Old: "10.244.0.0/16", New: "10.248.0.0/16"}),
				needs("delete workloadCluster/workload-03")),
			step(planner.Create, "workloadCluster/workload-04", "is not there"),
			step(planner.Update, "workloadCluster/workload-01", "differs from the lab file", changed(
				planner.Change{Field: "labels.tier", New: "gold", Added: true},
				planner.Change{Field: "labels.zone", Old: "a", Removed: true},
				planner.Change{Field: "workers[md-0].replicas", Old: "2", New: "3"},
			)),
			step(planner.Ensure, "clusterProfile/metrics", "cannot be seen until managementCluster/demo-management is ready"),
			step(planner.Delete, "kubeconfig/workload-03", "workloadCluster/workload-03 is replaced", replaced,
				because("workloadCluster/workload-03")),
			step(planner.Create, "kubeconfig/workload-03", "workloadCluster/workload-03 is replaced", replaced,
				because("workloadCluster/workload-03")),
		},
		Notes: []string{
			"in-memory clusters run no pods: add-on profiles are matched to them, not installed",
			"managementCluster/demo-management is not ready: what it holds and the lab file no longer names shows in the next plan",
		},
	},
	"plan_long_names": {
		Lab: "demo",
		Steps: []planner.Step{
			step(planner.Create, "workloadCluster/a-name-that-is-longer-than-its-column-allows", "is not there"),
			step(planner.Create, "workloadCluster/short", "is not there"),
			step(planner.Update, "configMap/demo-goldpinger", "differs from the lab file", changed(
				planner.Change{Field: "files[00-goldpinger.yaml]", Old: "12 lines, sha256:01020304", New: "13 lines, sha256:05060708"})),
		},
	},
}

// fleet is a plan in which two of a hundred clusters differ from the others.
func fleet() planner.Plan {
	plan := planner.Plan{Lab: "fleet", Steps: []planner.Step{step(planner.Create, "managementCluster/fleet-management", "is not there")}}
	for i := range 100 {
		s := step(planner.Update, fmt.Sprintf("workloadCluster/fleet-%03d", i+1), "differs from the lab file",
			changed(planner.Change{Field: "kubernetesVersion", Old: "v1.35.2", New: "v1.36.1"}))
		switch i + 1 {
		case 50:
			s = step(planner.Create, "workloadCluster/fleet-050", "is not there")
		case 51:
			s.Changes = append(s.Changes, planner.Change{Field: "labels.tier", Old: "silver", Removed: true})
		}
		plan.Steps = append(plan.Steps, s)
	}
	return plan
}

func TestPlanOfAFleet(t *testing.T) {
	plan := fleet()
	golden.Compare(t, "plan_fleet", []txtar.File{
		section(t, "text", func(w *bytes.Buffer) error { return view.PlanText(w, &plan, "lab.yaml", false, view.Style{}) }),
		section(t, "60 columns", func(w *bytes.Buffer) error {
			return view.PlanText(w, &plan, "lab.yaml", false, view.Style{Width: 60})
		}),
		section(t, "200 columns", func(w *bytes.Buffer) error {
			return view.PlanText(w, &plan, "lab.yaml", false, view.Style{Width: 200})
		}),
	})
	var full bytes.Buffer
	if err := view.PlanText(&full, &plan, "lab.yaml", true, view.Style{}); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(full.String(), "workloadCluster/"); lines != 100 {
		t.Errorf("in full the plan names %d clusters, want 100:\n%s", lines, &full)
	}
}

func TestPlan(t *testing.T) {
	for name, plan := range plans {
		t.Run(name, func(t *testing.T) {
			golden.Compare(t, name, []txtar.File{
				section(t, "text", func(w *bytes.Buffer) error { return view.PlanText(w, &plan, "dir/lab.yaml", false, view.Style{}) }),
				section(t, "json", func(w *bytes.Buffer) error { return view.PlanJSON(w, &plan) }),
			})
		})
	}
}

func TestPlanTextFitsATerminal(t *testing.T) {
	plan := plans["plan_every_action"]
	var text bytes.Buffer
	if err := view.PlanText(&text, &plan, "lab.yaml", false, view.Style{}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(text.String()) {
		if len(strings.TrimRight(line, "\n")) > 80 {
			t.Errorf("the line is %d wide, want at most 80: %s", len(line)-1, line)
		}
	}
}

func TestPlanTextHasColoursOnlyWhenAsked(t *testing.T) {
	plan := plans["plan_every_action"]
	for _, colour := range []bool{false, true} {
		var text bytes.Buffer
		if err := view.PlanText(&text, &plan, "lab.yaml", false, view.Style{Colour: colour}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(text.String(), "\x1b["); got != colour {
			t.Errorf("with colour %v the text has colours: %v", colour, got)
		}
	}
}
