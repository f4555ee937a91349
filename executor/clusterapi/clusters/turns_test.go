package clusters

import (
	"testing"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func TestClustersThatThisMachineSimulatesTakeTurns(t *testing.T) {
	limit := func(class string, processors int) int {
		h := &replacing{lab: "demo", processors: processors}
		_, limit := h.AtOnce(planner.WorkloadClusterResource("a", planner.WorkloadCluster{ClusterClass: class}))
		return limit
	}
	for class, want := range map[string]int{
		spec.ClassName("demo", spec.InfrastructureInMemory):  4 * 6,
		spec.ClassName("demo", spec.InfrastructureSimulated): 4 * 3,
		spec.ClassName("demo", spec.InfrastructureDocker):    0,
		"their-own": 0,
	} {
		if got := limit(class, 4); got != want {
			t.Errorf("of class %s %d come forward at once, want %d", class, got, want)
		}
		if got := limit(class, 0); got != 0 {
			t.Errorf("of class %s %d come forward at once on a machine that is not known, want no limit", class, got)
		}
	}
}
