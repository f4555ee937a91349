package executor_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// choosy is a handler that cannot make anything here.
type choosy struct{ executor.Handler }

func (choosy) Check(_ context.Context, r planner.Resource) []executor.Finding {
	return []executor.Finding{executor.FindingOf("program", errors.New("no program for "+r.ID.String()+"; install it; or not"))}
}

func TestPreflight(t *testing.T) {
	kind := planner.KindManagementCluster
	plan := &planner.Plan{Steps: []planner.Step{
		{Action: planner.Create, Resource: planner.Resource{ID: planner.ID{Kind: kind, Name: "a"}}},
		{Action: planner.Delete, Resource: planner.Resource{ID: planner.ID{Kind: kind, Name: "b"}}},
		{Action: planner.Create, Resource: planner.Resource{ID: planner.ID{Kind: planner.KindKubeconfig, Name: "c"}}},
	}}
	got := executor.Preflight(t.Context(), plan, executor.Handlers{kind: choosy{}})
	want := []executor.Finding{{
		Check: "program", Verdict: executor.Failure, Found: "no program for managementCluster/a", Remedy: "install it; or not",
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if found := executor.Preflight(t.Context(), plan, executor.Handlers{}); len(found) > 0 {
		t.Errorf("handlers that cannot tell: %v", found)
	}
}

func TestPrepared(t *testing.T) {
	fine := executor.Finding{Verdict: executor.Fine, Found: "all is well"}
	warning := executor.Finding{Verdict: executor.Warning, Found: "little memory"}
	if err := executor.Prepared([]executor.Finding{fine, warning}); err != nil {
		t.Errorf("a warning is an error: %v", err)
	}
	err := executor.Prepared([]executor.Finding{
		fine, {Verdict: executor.Failure, Found: "no disk", Remedy: "buy one"}, warning, {Verdict: executor.Failure, Found: "no luck"},
	})
	var unprepared *executor.Unprepared
	if !errors.As(err, &unprepared) || err.Error() != "no disk; buy one\nno luck" {
		t.Errorf("error %v, want that of both failures", err)
	}
}
