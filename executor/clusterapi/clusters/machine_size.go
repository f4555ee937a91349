package clusters

import (
	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// sized adds the size of its machines to the control plane or a pool of a topology.
func sized(of map[string]any, size planner.Machine) map[string]any {
	if size != (planner.Machine{}) {
		spec.Annotate(of, map[string]any{spec.MachineAnnotation: spec.Machine(size).String()})
	}
	return of
}

// sizeOf reads the size of simulated machines back: clusters that were made before there were sizes have none.
func sizeOf(of topology.Annotated) planner.Machine {
	return planner.Machine(spec.ReadMachine(of.Annotations[spec.MachineAnnotation]))
}
