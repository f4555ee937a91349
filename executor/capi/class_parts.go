package capi

import (
	"fmt"

	"github.com/kaaslab/kaaslab/spec"
)

// parts are the bodies of a class's templates: what spec.template of each holds. They are all that differs between
// infrastructures.
type parts struct {
	infrastructure      map[string]any // of the cluster as a whole, such as its load balancer
	controlPlane        map[string]any
	controlPlaneMachine map[string]any
	workerMachine       map[string]any
	workerBootstrap     map[string]any
}

// partsFor returns the bodies of the templates for an infrastructure. A change of what it returns needs a new
// planner.ClassRevision; a test says so.
func partsFor(infrastructure spec.Infrastructure) (parts, error) {
	switch infrastructure {
	case spec.InfrastructureInMemory:
		return inMemoryParts(), nil
	case spec.InfrastructureDocker:
		return parts{}, fmt.Errorf("workload clusters on docker are not in this build yet; use infrastructure: inMemory")
	}
	return parts{}, fmt.Errorf("unknown infrastructure %q; use inMemory", infrastructure)
}
