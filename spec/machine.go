package spec

import (
	"fmt"
	"strconv"
	"strings"
)

// Machine is the size of a simulated machine: what its node offers to pods. It costs nothing on the machine that kaaslab runs on.
type Machine struct {
	// Number of processors.
	CPU int `json:"cpu,omitempty" jsonschema:"minimum=1,maximum=1024,default=4,example=8"`
	// Memory, as a Kubernetes quantity.
	Memory string `json:"memory,omitempty" jsonschema:"pattern=^[1-9][0-9]{0\\,5}[MGT]i?$,default=8Gi,example=16Gi" meaning:"it must be a whole number with Mi, Gi or Ti, such as 8Gi"`
}

// DefaultMachine is the size of a simulated machine that has none in the file.
var DefaultMachine = Machine{CPU: 4, Memory: "8Gi"}

// MachineAnnotation holds the size of machines in the topology of a Cluster, from where Cluster API brings it to machines and
// nodes without replacing them.
const MachineAnnotation = "kaaslab.dev/machine"

// ClassAnnotation holds the generation of its ClusterClass in the topology of a Cluster.
const ClassAnnotation = "kaaslab.dev/class-generation"

// TopologyMarks are the annotations that kaaslab notes for itself in the topology of a Cluster.
var TopologyMarks = []string{MachineAnnotation, ClassAnnotation}

// String is the size as the annotation has it, such as "cpu=4,memory=8Gi".
func (m Machine) String() string { return fmt.Sprintf("cpu=%d,memory=%s", m.CPU, m.Memory) }

// ReadMachine is the size that an annotation holds. What it does not say is as by default.
func ReadMachine(annotation string) Machine {
	size := DefaultMachine
	for part := range strings.SplitSeq(annotation, ",") {
		switch key, value, _ := strings.Cut(part, "="); key {
		case "cpu":
			size.CPU, _ = strconv.Atoi(value) // what no number is differs from every size, and so is undone
		case "memory":
			size.Memory = value
		}
	}
	return size
}
