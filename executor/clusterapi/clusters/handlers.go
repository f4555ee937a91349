package clusters

import (
	"context"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// Options say what is around the clusters of a lab.
type Options struct {
	// Bare says that the management cluster runs without Docker, so that no machine can be a container.
	Bare bool
	// Containers are what is behind machines on Docker.
	Containers Containers
	// Started and Heartbeats tell nodes that have come back from those that are only remembered. Without them nobody asks.
	Started    Started
	Heartbeats Heartbeats
	// ImagePulls tells what keeps nodes from becoming Ready. Without it nobody asks.
	ImagePulls ImagePulls
	// RenewLogins gives the nodes of a cluster that are there the passwords for registries that new ones get.
	RenewLogins func(ctx context.Context, cluster string, report executor.Report) error
	// Profiles are those that are for each cluster. A node may be waiting for one that brings its pod network.
	Profiles func(cluster string) []planner.ID
	// Host is the machine that the clusters' machines are on; nothing if it is not known.
	Host infrastructure.Host
}

// New returns the handlers of the kinds of this package for a lab.
func New(access *kube.Access, lab *ownership.Lab, options Options) executor.Handlers {
	made := newClasses(access, lab)
	if options.Bare {
		made.kinds = bareTemplates
	}
	return executor.Handlers{
		planner.KindClusterClass: made,
		planner.KindWorkloadCluster: &replacing{
			handler: newClusters(access, lab), lab: lab.Name(), machines: NewMachines(access), containers: options.Containers,
			started: options.Started, heartbeats: options.Heartbeats, imagePulls: options.ImagePulls, profiles: options.Profiles,
			renewLogins: options.RenewLogins, host: options.Host, poll: time.Second,
		},
	}
}
