package engine

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/fault"
)

var errNoSubnet = fault.Errorf(fault.NoFreeAddresses, "no private subnet is free: the host's routes and Docker's networks cover them all; set peering.subnet to one that may be used, or remove networks with `docker network prune`")

// tries is how often another subnet is chosen when somebody takes it first.
const tries = 10

// OnFreeSubnet makes a network on a free subnet. A network that is being made meanwhile is not listed yet and may have
// chosen the same one: who comes second chooses again, and never what was refused before.
func OnFreeSubnet(ctx context.Context, e *Engine, create func(netip.Prefix) error) error {
	var refused []netip.Prefix
	for {
		subnet, err := FreeSubnet(ctx, e, refused...)
		if err != nil {
			return err
		}
		if err = create(subnet); err == nil || !isUsed(err) || len(refused) == tries {
			return err
		}
		refused = append(refused, subnet)
	}
}

// isUsed recognises the answer of Docker to a subnet that overlaps with another one. To one that is the same it says that
// the gateway's address is in use.
func isUsed(err error) bool {
	return isTaken(err) || strings.Contains(strings.ToLower(err.Error()), "overlaps")
}

// FreeSubnet chooses a private subnet that neither another network of Docker has nor a route of the host reaches
// (hazard H16): behind a VPN or a company network, a subnet that Docker thinks is free is often taken.
func FreeSubnet(ctx context.Context, e *Engine, except ...netip.Prefix) (netip.Prefix, error) {
	api, err := e.API(ctx)
	if err != nil {
		return netip.Prefix{}, err
	}
	used, err := usedByDocker(ctx, api)
	if err != nil {
		return netip.Prefix{}, err
	}
	used = slices.Concat(used, except)
	if e.Endpoint().Local() {
		used = append(used, hostRoutes()...)
	}
	for candidate := range candidates {
		if !overlapsAny(candidate, used) {
			return candidate, nil
		}
	}
	return netip.Prefix{}, errNoSubnet
}

func usedByDocker(ctx context.Context, api API) ([]netip.Prefix, error) {
	list, err := api.NetworkList(ctx, network.ListOptions{})
	if err != nil {
		return nil, fmt.Errorf("list networks: %w", err)
	}
	var used []netip.Prefix
	for _, n := range list {
		for _, config := range n.IPAM.Config {
			if prefix, err := netip.ParsePrefix(config.Subnet); err == nil {
				used = append(used, prefix.Masked())
			}
		}
	}
	return used, nil
}

// candidates are the subnets that Docker itself would choose from, in its order, and then smaller ones of 10.0.0.0/8,
// where companies have their networks.
func candidates(yield func(netip.Prefix) bool) {
	for second := 18; second < 32; second++ {
		if !yield(netip.PrefixFrom(netip.AddrFrom4([4]byte{172, byte(second), 0, 0}), 16)) {
			return
		}
	}
	for third := 0; third < 256; third += 16 {
		if !yield(netip.PrefixFrom(netip.AddrFrom4([4]byte{192, 168, byte(third), 0}), 20)) {
			return
		}
	}
	for second := 200; second < 256; second++ {
		if !yield(netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(second), 0, 0}), 20)) {
			return
		}
	}
}

func overlapsAny(candidate netip.Prefix, used []netip.Prefix) bool {
	for _, prefix := range used {
		if candidate.Overlaps(prefix) {
			return true
		}
	}
	return false
}
