package clusters

import (
	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

var _ executor.Rationed = (*replacing)(nil)

// Share is a part of the machine that has the cluster's machines.
func (h *replacing) Share(r planner.Resource) executor.Share {
	attrs, _ := r.Attrs.(planner.WorkloadCluster)
	on, _ := spec.InfrastructureOf(h.lab, attrs.ClusterClass)
	return executor.Share{Of: "the machine", Part: h.host.Part(on)}
}
