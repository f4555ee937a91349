package infrastructure_test

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/spec"
)

func TestHowManyComeForwardAtATime(t *testing.T) {
	const gib = 1 << 30
	for _, c := range []struct {
		on         spec.Infrastructure
		processors int
		memory     int64
		want       float64
	}{
		{spec.InfrastructureInMemory, 2, 24 * gib, 12},
		{spec.InfrastructureSimulated, 2, 24 * gib, 6},
		{spec.InfrastructureDocker, 2, 24 * gib, 4},
		{spec.InfrastructureSimulated, 64, 8 * gib, 40.96}, // the memory is less than the processors could use
		{spec.InfrastructureDocker, 16, 16 * gib, 5.46},
		{spec.InfrastructureInMemory, 4, 0, 24},
		{spec.InfrastructureInMemory, 0, 0, 100}, // in a management cluster of others
		{"", 4, 24 * gib, 100},                   // by a class of others
	} {
		host := infrastructure.Host{Processors: c.processors, Memory: c.memory}
		if got := 1 / host.Part(c.on); got < c.want-0.01 || got > c.want+0.01 {
			t.Errorf("on %+v %.2f clusters of %q at a time, want %.2f", host, got, c.on, c.want)
		}
	}
}

// TestEveryInfrastructureHasAShare: one that is forgotten would have the limit of those that nobody knows.
func TestEveryInfrastructureHasAShare(t *testing.T) {
	for _, on := range []spec.Infrastructure{spec.InfrastructureDocker, spec.InfrastructureSimulated, spec.InfrastructureInMemory} {
		if few, many := (infrastructure.Host{Processors: 1}).Part(on), (infrastructure.Host{Processors: 2}).Part(on); few != 2*many {
			t.Errorf("%s takes %f of one processor and %f of two", on, few, many)
		}
	}
}
