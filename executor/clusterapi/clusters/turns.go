package clusters

import (
	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var _ executor.Rationed = (*replacing)(nil)

// AtOnce rations the processors of this machine, if it is the one that simulates the cluster.
func (h *replacing) AtOnce(r planner.Resource) (of string, limit int) {
	attrs, _ := r.Attrs.(planner.WorkloadCluster)
	on, _ := spec.InfrastructureOf(h.lab, attrs.ClusterClass)
	return string(on), infrastructure.AtOnce(on, h.processors)
}
