package engine

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// FindNetwork returns the network of a name, or nil. Docker may have several of one name, of which it cannot be known
// which one a container will get.
func FindNetwork(ctx context.Context, api API, name string) (*network.Summary, error) {
	list, err := api.NetworkList(ctx, network.ListOptions{Filters: filters.NewArgs(filters.Arg("name", name))})
	if err != nil {
		return nil, fmt.Errorf("list networks named %s: %w", name, err)
	}
	list = slices.DeleteFunc(list, func(n network.Summary) bool { return n.Name != name })
	switch len(list) {
	case 0:
		return nil, nil
	case 1:
		return &list[0], nil
	}
	return nil, fault.Errorf(fault.NotUnique, "there are %d networks named %s; remove the wrong ones with `docker network rm` and their IDs: %s", len(list), name, networkIDs(list))
}

// RequireNetwork is FindNetwork for what was made with the network there. Without it, the error says to do something again.
func RequireNetwork(ctx context.Context, api API, name, again string) (*network.Summary, error) {
	found, err := FindNetwork(ctx, api, name)
	if err == nil && found == nil {
		err = fault.Errorf(fault.ContainersGone, "network %s is not there; %s again", name, again)
	}
	return found, err
}

func networkIDs(list []network.Summary) string {
	ids := make([]string, len(list))
	for i, n := range list {
		ids[i] = n.ID[:min(12, len(n.ID))]
	}
	return strings.Join(ids, ", ")
}

// Subnet4 is the first IPv4 subnet of a network, or an invalid one.
func Subnet4(n *network.Summary) netip.Prefix {
	for _, config := range n.IPAM.Config {
		if prefix, err := netip.ParsePrefix(config.Subnet); err == nil && prefix.Addr().Is4() {
			return prefix.Masked()
		}
	}
	return netip.Prefix{}
}

// On lists the containers on a network, stopped ones too.
func On(ctx context.Context, api API, n *network.Summary) ([]container.Summary, error) {
	return Containers(ctx, api, "network", n.ID)
}

// Names lists the names of containers.
func Names(list []container.Summary) []string {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = Name(c)
	}
	return names
}
