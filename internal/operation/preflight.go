package operation

import (
	"context"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// Preflight asks, before a plan is shown, whether the machine is fit for it. What may go wrong becomes a note of the plan;
// what must go wrong is the error.
func (l *Lab) Preflight(ctx context.Context, plan *planner.Plan) error {
	if plan.Empty() {
		return nil
	}
	findings := executor.Preflight(ctx, plan, l.Handlers)
	findings = distinct(append(findings, l.Inspector.Inspect(ctx, executor.Question{Lab: l.Spec, Fresh: makesManagement(plan)})...))
	for _, f := range findings {
		said := slices.ContainsFunc(plan.Notes, func(note string) bool { return strings.Contains(note, f.Found) })
		if f.Verdict == executor.Warning && !said {
			plan.Notes = append(plan.Notes, f.String())
		}
	}
	return executor.Prepared(findings)
}

func makesManagement(plan *planner.Plan) bool {
	for _, step := range plan.Steps {
		if step.Resource.ID.Kind == planner.KindManagementCluster && step.Action == planner.Create {
			return true
		}
	}
	return false
}

// Doctor asks all that can be asked of the machine for a lab.
func (l *Lab) Doctor(ctx context.Context) []executor.Finding {
	findings := l.Inspector.Inspect(ctx, executor.Question{Lab: l.Spec, Fresh: !l.Dir.Exists()})
	return distinct(append(findings, executor.Check(ctx, planner.Desired(l.Spec), l.Handlers)...))
}

// distinct leaves one of findings that say the same: a Docker that does not answer is found by many.
func distinct(findings []executor.Finding) []executor.Finding {
	said := map[string]bool{}
	return slices.DeleteFunc(findings, func(f executor.Finding) bool {
		again := said[f.String()] && f.Verdict != executor.Fine
		said[f.String()] = true
		return again
	})
}
