package capi

import (
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// New returns the handlers of the kinds of this package for the lab of that name. Containers are what is behind machines
// on Docker.
func New(access *kube.Access, lab string, containers Containers) executor.Handlers {
	return executor.Handlers{
		planner.KindClusterClass: newClasses(access, lab),
		planner.KindWorkloadCluster: &replacing{
			handler: newClusters(access, lab), lab: lab, machines: NewMachines(access), containers: containers, poll: time.Second,
		},
	}
}
