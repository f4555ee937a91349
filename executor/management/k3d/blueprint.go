package k3d

import (
	"net/netip"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// blueprint is all that a cluster is made from.
type blueprint struct {
	planner.ManagementCluster
	Name    string
	Lab     *ownership.Lab
	Volume  string     // the lab's
	Socket  string     // of Docker, on its host
	Gateway netip.Addr // of the cluster's own network
}

// labels are what kaaslab writes on a container of the cluster.
func (b blueprint) labels(container string) map[string]string {
	labels := engine.Labels(b.Lab, engine.ContainerMark(container))
	labels[labelSettings] = settingsOf(b.ManagementCluster).label()
	return labels
}

// mounts are the volumes of servers and agents.
func (b blueprint) mounts() []string {
	mounts := []string{b.Volume + ":" + spec.OwnerPath + ":ro"}
	if b.DockerSocket {
		mounts = append(mounts, b.Socket+":"+spec.DockerSocket)
	}
	return append(mounts, b.Volumes...)
}

// address is that of a container on the cluster's network, by its number. Docker gives out addresses from the upper half
// of the subnet (network), so that it never gives one of these to another container while this one is stopped.
func (b blueprint) address(i int) netip.Addr {
	address := b.Gateway
	for range i + 1 {
		address = address.Next()
	}
	return address
}
