package docker

import (
	"context"
	"fmt"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/words"
)

// place is the network on which nodes have to be.
type place struct {
	*network.Summary // nil if it is not there
	name             string
	pins             bool // whether addresses can be fixed
}

func findPlace(ctx context.Context, api engine.API, name string) (place, error) {
	found, err := engine.FindNetwork(ctx, api, name)
	if err != nil {
		return place{}, err
	}
	pins, err := engine.Pins(ctx, api, found)
	return place{found, name, pins}, err
}

// problems says what is wrong with a cluster, or nothing. What only Cluster API or a person can put right comes last.
func problems(c cluster, containers []container.InspectResponse, on place) string {
	lists := curable(containers, on)
	if c.proven && len(c.balance) == 0 {
		lists = append(lists, "load balancer is gone")
	}
	return strings.Join(lists, "; ")
}

// strangers names the containers that have the name of a cluster of the lab and are not proven to be the lab's. They are
// facts to know and nothing to mend: kaaslab never touches them.
func strangers(c cluster) []string {
	var notes []string
	for _, list := range [][]container.Summary{c.others, c.unproven} {
		if names := engine.Names(list); len(names) > 0 {
			notes = append(notes, fmt.Sprintf("not proven to be the lab's and left alone, though labelled %s=%s: %s", labelCluster, c.name, words.Some(names, words.Most)))
		}
	}
	return notes
}

// curable lists what Apply puts right.
func curable(containers []container.InspectResponse, on place) []string {
	var lists []string
	for _, kind := range []struct {
		words string
		has   func(container.InspectResponse) bool
	}{
		{"stopped", isDown},
		{"not on network " + on.name, func(c container.InspectResponse) bool { return c.NetworkSettings.Networks[on.name] == nil }},
		{"address not fixed", func(c container.InspectResponse) bool { return on.pins && isLoose(c, on.name) }},
		{"does not start with Docker", func(c container.InspectResponse) bool { return !startsWithDocker(c) }},
	} {
		if names := namesWhere(containers, kind.has); len(names) > 0 {
			lists = append(lists, kind.words+": "+words.Some(names, words.Most))
		}
	}
	return lists
}

func isDown(c container.InspectResponse) bool { return c.State == nil || !c.State.Running }

func isLoose(c container.InspectResponse, network string) bool {
	endpoint := c.NetworkSettings.Networks[network]
	return endpoint != nil && !engine.Pinned(endpoint)
}

// startsWithDocker: Cluster API lets containers restart after a failure, once. A load balancer that was stopped with
// Docker did not fail, and would stay down (hazard H44).
func startsWithDocker(c container.InspectResponse) bool {
	return c.HostConfig.RestartPolicy.IsUnlessStopped() || c.HostConfig.RestartPolicy.IsAlways()
}

func namesWhere(containers []container.InspectResponse, has func(container.InspectResponse) bool) []string {
	var names []string
	for _, c := range containers {
		if has(c) {
			names = append(names, engine.NameOf(c))
		}
	}
	return names
}
