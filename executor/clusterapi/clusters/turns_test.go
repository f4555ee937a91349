package clusters

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestClustersShareTheMachine: those of two infrastructures as well, for it is the same machine.
func TestClustersShareTheMachine(t *testing.T) {
	host := infrastructure.Host{Processors: 4}
	h := &replacing{lab: "demo", host: host}
	for class, part := range map[string]float64{
		spec.ClassName("demo", spec.InfrastructureInMemory):  host.Part(spec.InfrastructureInMemory),
		spec.ClassName("demo", spec.InfrastructureSimulated): host.Part(spec.InfrastructureSimulated),
		"their-own": host.Part(""),
	} {
		want := executor.Share{Of: "the machine", Part: part}
		if got := h.Share(planner.WorkloadClusterResource("a", planner.WorkloadCluster{ClusterClass: class})); got != want {
			t.Errorf("of class %s a cluster takes %+v, want %+v", class, got, want)
		}
	}
}
