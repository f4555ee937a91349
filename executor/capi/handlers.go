package capi

import (
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// New returns the handlers of the kinds of this package for a lab. Containers are what is behind machines on Docker.
func New(access *kube.Access, lab *ownership.Lab, containers Containers) executor.Handlers {
	return executor.Handlers{
		planner.KindClusterClass: newClasses(access, lab),
		planner.KindWorkloadCluster: &replacing{
			handler: newClusters(access, lab), lab: lab.Name(), machines: NewMachines(access), containers: containers, poll: time.Second,
		},
	}
}
