package clusters

import (
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// Options say what is around the clusters of a lab.
type Options struct {
	// Containers are what is behind machines on Docker.
	Containers Containers
	// Started and Heartbeats tell nodes that have come back from those that are only remembered. Without them nobody asks.
	Started    Started
	Heartbeats Heartbeats
	// Processors of the machine that simulates clusters; 0 if it is not known.
	Processors int
}

// New returns the handlers of the kinds of this package for a lab.
func New(access *kube.Access, lab *ownership.Lab, options Options) executor.Handlers {
	return executor.Handlers{
		planner.KindClusterClass: newClasses(access, lab),
		planner.KindWorkloadCluster: &replacing{
			handler: newClusters(access, lab), lab: lab.Name(), machines: NewMachines(access), containers: options.Containers,
			started: options.Started, heartbeats: options.Heartbeats, processors: options.Processors, poll: time.Second,
		},
	}
}
