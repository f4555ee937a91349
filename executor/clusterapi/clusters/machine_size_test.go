package clusters

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func TestSizesOfMachinesAreReadAsTheyWereWritten(t *testing.T) {
	for annotation, want := range map[string]planner.Machine{
		"":                        planner.DefaultMachine,
		"cpu=16,memory=64Gi":      {CPU: 16, Memory: "64Gi"},
		"memory=64Gi":             {CPU: planner.DefaultMachine.CPU, Memory: "64Gi"},
		"cpu=two,memory=,disk=10": {},
	} {
		if got := sizeOf(topology.Annotated{Annotations: map[string]string{spec.MachineAnnotation: annotation}}); got != want {
			t.Errorf("%q is %+v, want %+v", annotation, got, want)
		}
	}
	written := sized(map[string]any{}, planner.Machine{CPU: 3, Memory: "5Gi"})["metadata"].(map[string]any)["annotations"].(map[string]any)
	if got := written[spec.MachineAnnotation]; got != "cpu=3,memory=5Gi" {
		t.Errorf("3 processors and 5Gi are written as %q", got)
	}
}
