package cli

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// doctorOfMachine asks what can be asked without a lab. What only some labs need is no failure.
func (p *program) doctorOfMachine(ctx context.Context) []executor.Finding {
	dir, err := p.machine.Home.Of("any")
	if err != nil {
		return []executor.Finding{executor.FindingOf("state directory", err)}
	}
	a := p.machine.Adapters(&spec.Lab{}, dir, planner.Identity{})
	embedded := planner.ManagementResource("", planner.ManagementCluster{Provider: spec.ProviderEmbedded})
	optional := executor.Check(ctx, []planner.Resource{embedded}, a.Handlers)
	for i := range optional {
		if optional[i].Verdict == executor.Failure {
			optional[i].Verdict, optional[i].Code = executor.Warning, ""
		}
	}
	return append(a.Inspector.Inspect(ctx, executor.Question{Fresh: true}), optional...)
}
