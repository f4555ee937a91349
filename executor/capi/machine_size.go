package capi

import (
	"strconv"
	"strings"

	"github.com/kaaslab/kaaslab/executor/kube/topology"
	"github.com/kaaslab/kaaslab/planner"
)

// sizeAnnotation of machines holds their size, as "cpu=4,memory=8Gi". Cluster API brings it from the Cluster to machines and
// nodes without replacing them, and kaaslab-embedded makes a node as large as it says.
const sizeAnnotation = "kaaslab.dev/machine"

// sized adds the size of its machines to the control plane or a pool of a topology.
func sized(of map[string]any, size planner.Machine) map[string]any {
	if size != (planner.Machine{}) {
		of["metadata"] = map[string]any{"annotations": map[string]any{
			sizeAnnotation: "cpu=" + strconv.Itoa(size.CPU) + ",memory=" + size.Memory,
		}}
	}
	return of
}

// sizeOf reads the size of simulated machines back: clusters that were made before there were sizes have none.
func sizeOf(of topology.Annotated) planner.Machine {
	size := planner.DefaultMachine
	for part := range strings.SplitSeq(of.Annotations[sizeAnnotation], ",") {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case "cpu":
			size.CPU, _ = strconv.Atoi(value) // what somebody else wrote there is a difference, and so undone
		case "memory":
			size.Memory = value
		}
	}
	return size
}
