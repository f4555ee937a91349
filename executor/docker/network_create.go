package docker

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"runtime"
	"strconv"

	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Apply implements executor.Handler. A network cannot be changed once it is there.
func (h *Networks) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	api, err := h.engine.API(ctx)
	if err != nil {
		return err
	}
	found, err := engine.FindNetwork(ctx, api, r.ID.Name)
	if err != nil {
		return err
	}
	if found == nil {
		if err := h.engine.Note(ctx, r.ID); err != nil {
			return err
		}
		return h.create(ctx, api, r, report)
	}
	attrs, err := attrsOf(ctx, api, found)
	if err != nil {
		return err
	}
	if changes := planner.Diff(attrs, r.Attrs); len(changes) > 0 {
		return fault.Errorf(fault.NetworkDiffers, "network %s belongs to %s and differs: %v; make the lab file fit it, or remove the network", r.ID.Name, engine.Owner(found.Labels), changes)
	}
	return nil
}

func (h *Networks) create(ctx context.Context, api engine.API, r planner.Resource, report executor.Report) error {
	wanted := r.Attrs.(planner.Network)
	mtu, err := defaultMTU(ctx, api)
	if err != nil {
		return err
	}
	wanted.MTU = cmp.Or(wanted.MTU, mtu)
	create := func(subnet netip.Prefix) error {
		report(fmt.Sprintf("subnet %s, MTU %d", subnet, wanted.MTU))
		return h.createWith(ctx, api, r.ID.Name, subnet, wanted)
	}
	if wanted.Subnet == "" {
		return engine.OnFreeSubnet(ctx, h.engine, create)
	}
	subnet, err := netip.ParsePrefix(wanted.Subnet)
	if err != nil {
		return fault.Errorf(fault.WrongRange, "peering.subnet: %w", err)
	}
	return create(subnet.Masked())
}

// createWith tries IPv6 as well where the kernel has it, as kind does, so that clusters of kind's own find what they need.
func (h *Networks) createWith(ctx context.Context, api engine.API, name string, subnet netip.Prefix, wanted planner.Network) error {
	options := h.options(name, subnet, wanted.MTU)
	if !wanted.IPv6 && !mayHaveIPv6(h.engine.Endpoint()) {
		return create(ctx, api, name, options)
	}
	dual := options
	yes := true
	dual.EnableIPv6 = &yes
	dual.IPAM = &network.IPAM{Config: append(options.IPAM.Config[:1:1], network.IPAMConfig{Subnet: subnet6(name, subnet).String()})}
	err := create(ctx, api, name, dual)
	if err == nil || wanted.IPv6 || ctx.Err() != nil {
		return err
	}
	if err4 := create(ctx, api, name, options); err4 != nil {
		return errors.Join(err4, err)
	}
	return nil
}

func (h *Networks) options(name string, subnet netip.Prefix, mtu int) network.CreateOptions {
	return network.CreateOptions{
		Driver: "bridge",
		IPAM:   &network.IPAM{Config: []network.IPAMConfig{{Subnet: subnet.String(), Gateway: subnet.Addr().Next().String()}}},
		Options: map[string]string{
			"com.docker.network.bridge.enable_ip_masquerade": "true",
			optionMTU: strconv.Itoa(mtu),
		},
		Labels: engine.Labels(h.lab, engine.NetworkMark(name)),
	}
}

func create(ctx context.Context, api engine.API, name string, options network.CreateOptions) error {
	made, err := api.NetworkCreate(ctx, name, options)
	if err != nil {
		return fmt.Errorf("create network %s with subnet %s: %w", name, options.IPAM.Config[0].Subnet, err)
	}
	// An older Docker makes a second network of a name, if somebody else made one since this handler looked.
	if _, err := engine.FindNetwork(ctx, api, name); err != nil {
		return errors.Join(err, api.NetworkRemove(ctx, made.ID))
	}
	return nil
}

// subnet6 makes up a subnet of the range for private use (RFC 4193). It comes from the name and the IPv4 subnet, so that
// two hosts of one lab do not meet on the same by chance.
func subnet6(name string, subnet netip.Prefix) netip.Prefix {
	digest := sha256.Sum256([]byte(name + subnet.String()))
	bytes := [16]byte{0: 0xfd}
	copy(bytes[1:8], digest[:])
	return netip.PrefixFrom(netip.AddrFrom16(bytes), 64)
}

// mayHaveIPv6 looks at the kernel if it is this machine's. Others find out by trying.
func mayHaveIPv6(e engine.Endpoint) bool {
	if runtime.GOOS != "linux" || !e.Local() {
		return true
	}
	_, err := os.Stat("/proc/net/if_inet6")
	return err == nil
}
