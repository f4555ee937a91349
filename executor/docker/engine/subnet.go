package engine

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// ErrNoSubnet is the error of a host that has no private subnet left.
var ErrNoSubnet = fault.Errorf(fault.NoFreeAddresses, "no private subnet is free: the host's routes and Docker's networks cover them all; set peering.subnet to one that may be used, or remove networks with `docker network prune`")

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
	used, err := e.used(ctx)
	if err != nil {
		return netip.Prefix{}, err
	}
	for candidate := range candidates {
		if !slices.ContainsFunc(except, candidate.Overlaps) && len(overlapping(candidate, used)) == 0 {
			return candidate, nil
		}
	}
	return netip.Prefix{}, ErrNoSubnet
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
