package engine

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/docker/docker/api/types/network"
)

// taken is a range of addresses that is in use, and by what.
type taken struct {
	addresses netip.Prefix
	by        string
}

// Clashes names what has addresses of a subnet already: networks of Docker, and routes of this machine.
func Clashes(ctx context.Context, e *Engine, subnet netip.Prefix) ([]string, error) {
	used, err := e.used(ctx)
	return overlapping(subnet, used), err
}

// used lists the addresses of Docker's networks, and those that routes of this machine lead to if Docker is on it.
func (e *Engine) used(ctx context.Context) ([]taken, error) {
	api, err := e.API(ctx)
	if err != nil {
		return nil, err
	}
	list, err := api.NetworkList(ctx, network.ListOptions{})
	if err != nil {
		return nil, fmt.Errorf("list networks: %w", err)
	}
	var used []taken
	for _, n := range list {
		for _, config := range n.IPAM.Config {
			if prefix, err := netip.ParsePrefix(config.Subnet); err == nil {
				used = append(used, taken{prefix.Masked(), "network " + n.Name + " (" + config.Subnet + ")"})
			}
		}
	}
	if e.Endpoint().Local() {
		for _, route := range hostRoutes() {
			used = append(used, taken{route, "a route of this machine to " + route.String()})
		}
	}
	return used, nil
}

func overlapping(subnet netip.Prefix, used []taken) []string {
	var by []string
	for _, t := range used {
		if subnet.Overlaps(t.addresses) {
			by = append(by, t.by)
		}
	}
	return by
}
