package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// preflight asks, before a plan is shown, whether the machine is fit for it. What may go wrong becomes a note of the plan;
// what must go wrong is the error.
func (s *session) preflight(ctx context.Context, plan *planner.Plan) error {
	if plan.Empty() {
		return nil
	}
	findings := executor.Preflight(ctx, plan, s.handlers)
	findings = distinct(append(findings, s.inspector.Inspect(ctx, executor.Question{Lab: s.lab, Fresh: makesManagement(plan)})...))
	for _, f := range findings {
		said := slices.ContainsFunc(plan.Notes, func(note string) bool { return strings.Contains(note, f.Found) })
		if f.Verdict == executor.Warning && !said {
			plan.Notes = append(plan.Notes, f.String())
		}
	}
	return executor.Prepared(findings)
}

// foretell adds to a plan that is only shown what would stop an apply of it.
func (s *session) foretell(ctx context.Context, plan *planner.Plan) {
	if err := s.preflight(ctx, plan); err != nil {
		for line := range strings.Lines(fault.Text(err)) {
			plan.Notes = append(plan.Notes, "apply would stop: "+strings.TrimSpace(line))
		}
	}
}

func makesManagement(plan *planner.Plan) bool {
	for _, step := range plan.Steps {
		if step.Resource.ID.Kind == planner.KindManagementCluster && step.Action == planner.Create {
			return true
		}
	}
	return false
}

// doctor asks all that can be asked of the machine for a lab.
func (s *session) doctor(ctx context.Context) []executor.Finding {
	findings := s.inspector.Inspect(ctx, executor.Question{Lab: s.lab, Fresh: !s.dir.Exists()})
	return distinct(append(findings, executor.Check(ctx, planner.Desired(s.lab), s.handlers)...))
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

// doctorOfMachine asks what can be asked without a lab. What only some labs need is no failure.
func (p *program) doctorOfMachine(ctx context.Context) []executor.Finding {
	dir, err := statedir.For("any")
	if err != nil {
		return []executor.Finding{executor.FindingOf("state directory", err)}
	}
	a := p.adapters(&spec.Lab{}, dir, planner.Identity{})
	embedded := planner.ManagementResource("", planner.ManagementCluster{Provider: spec.ProviderEmbedded})
	optional := executor.Check(ctx, []planner.Resource{embedded}, a.handlers)
	for i := range optional {
		if optional[i].Verdict == executor.Failure {
			optional[i].Verdict, optional[i].Code = executor.Warning, ""
		}
	}
	return append(a.inspector.Inspect(ctx, executor.Question{Fresh: true}), optional...)
}
