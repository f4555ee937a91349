package executor_test

import (
	"context"
	"errors"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// choosy is a handler that cannot make anything here.
type choosy struct{ executor.Handler }

func (choosy) Check(_ context.Context, r planner.Resource) error {
	return errors.New("no program for " + r.ID.String())
}

func TestPreflight(t *testing.T) {
	kind := planner.KindManagementCluster
	plan := &planner.Plan{Steps: []planner.Step{
		{Action: planner.Create, Resource: planner.Resource{ID: planner.ID{Kind: kind, Name: "a"}}},
		{Action: planner.Delete, Resource: planner.Resource{ID: planner.ID{Kind: kind, Name: "b"}}},
		{Action: planner.Create, Resource: planner.Resource{ID: planner.ID{Kind: planner.KindKubeconfig, Name: "c"}}},
	}}
	err := executor.Preflight(t.Context(), plan, executor.Handlers{kind: choosy{}})
	var unprepared *executor.Unprepared
	if !errors.As(err, &unprepared) || err.Error() != "no program for managementCluster/a" {
		t.Errorf("error %v, want the one of what is created", err)
	}
	if err := executor.Preflight(t.Context(), plan, executor.Handlers{}); err != nil {
		t.Errorf("handlers that cannot tell: %v", err)
	}
}
