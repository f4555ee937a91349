package executor_test

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor"
)

// BenchmarkRun runs 10,000 steps that all need one and are all needed by one: the cost of scheduling alone.
func BenchmarkRun(b *testing.B) {
	p := alone(10_000)
	first, last := step("first"), step("last")
	for i := range p.Steps {
		p.Steps[i].Needs = append(p.Steps[i].Needs, first.ID)
		last.Needs = append(last.Needs, p.Steps[i].ID)
	}
	p.Steps = append(p.Steps, first, last)
	for b.Loop() {
		s := &script{}
		if err := executor.Run(b.Context(), p, s.handlers(), executor.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
