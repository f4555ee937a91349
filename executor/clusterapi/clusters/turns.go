package clusters

import (
	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// perProcessor is how many clusters are brought forward at a time by one processor. A cluster spends most of its time waiting
// for controllers that look again after a while, so that a few of them keep a processor busy; more make each slower, until the
// waits of all run out.
var perProcessor = map[spec.Infrastructure]int{spec.InfrastructureInMemory: 6, spec.InfrastructureSimulated: 3}

var _ executor.Rationed = (*replacing)(nil)

// AtOnce rations the processors of this machine, if it is the one that simulates the cluster.
func (h *replacing) AtOnce(r planner.Resource) (of string, limit int) {
	attrs, _ := r.Attrs.(planner.WorkloadCluster)
	infrastructure, _ := spec.InfrastructureOf(h.lab, attrs.ClusterClass)
	return string(infrastructure), perProcessor[infrastructure] * h.processors
}
