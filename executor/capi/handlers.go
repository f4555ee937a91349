package capi

import (
	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// New returns the handlers of the kinds of this package for the lab of that name.
func New(access *kube.Access, lab string) executor.Handlers {
	return executor.Handlers{
		planner.KindClusterClass:    newClasses(access, lab),
		planner.KindWorkloadCluster: newClusters(access, lab),
	}
}
