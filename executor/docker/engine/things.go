package engine

import (
	"context"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/planner"
)

// Things are what resources of a lab are made of on a daemon, without what is somebody else's.
type Things struct {
	Containers []container.InspectResponse
	Networks   []network.Summary
	// Volumes are the names of those that have one. Those without are part of their containers.
	Volumes []string
}

// And returns these things and others.
func (t Things) And(others Things) Things {
	t.Containers = append(t.Containers, others.Containers...)
	t.Networks = append(t.Networks, others.Networks...)
	t.Volumes = append(t.Volumes, others.Volumes...)
	return t
}

// LabelRestored marks a container that was made again of a backup: what it holds is that of one that has run, though it has not.
const LabelRestored = "kaaslab.dev/restored"

// Holder is a handler of resources that are made of such things.
type Holder interface {
	// Holds tells what a resource of the lab is made of. It is an error if the resource is somebody else's.
	Holds(ctx context.Context, r planner.Resource) (Things, error)
}
