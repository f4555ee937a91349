package clusters

import (
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// parts are all that differs between the classes of infrastructures: the bodies of the templates, which are what
// spec.template of each holds, and what the class itself says beyond them.
type parts struct {
	infrastructure      map[string]any // of the cluster as a whole, such as its load balancer
	controlPlane        map[string]any
	controlPlaneMachine map[string]any
	workerMachine       map[string]any
	workerBootstrap     map[string]any

	healthCheck map[string]any // of every machine; none without it
	variables   []any
	patches     []any
}

// partsFor returns what the class of a lab for an infrastructure is made from. A change of what it returns needs a new
// planner.ClassRevision; a test says so.
func partsFor(lab string, infrastructure spec.Infrastructure) (parts, error) {
	switch infrastructure {
	case spec.InfrastructureInMemory:
		return inMemoryParts(), nil
	case spec.InfrastructureSimulated:
		return simulatedParts(), nil
	case spec.InfrastructureDocker:
		return dockerParts(lab), nil
	}
	return parts{}, fault.Errorf(fault.WrongClass, "unknown infrastructure %q; use docker, simulated or inMemory", infrastructure)
}
