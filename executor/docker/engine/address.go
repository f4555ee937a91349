package engine

import (
	"context"
	"net/netip"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// floating marks a connection whose address cannot be fixed, because the network was made without a subnet: Docker then
// refuses every address that is asked for. Nothing that Docker shows of a network tells that.
const floating = "kaaslab.dev/address"

// Pinned reports whether a connection has a fixed address, or cannot have one.
func Pinned(endpoint *network.EndpointSettings) bool {
	return FixedAddress(endpoint) != "" || endpoint != nil && endpoint.DriverOpts[floating] != ""
}

// FixedAddress is the IPv4 address that a connection keeps, or nothing.
func FixedAddress(endpoint *network.EndpointSettings) string {
	if endpoint == nil || endpoint.IPAMConfig == nil {
		return ""
	}
	return endpoint.IPAMConfig.IPv4Address
}

// Pins reports whether addresses can be fixed on a network. Docker does not tell that of a network, and to find out by
// trying would cost a container its address. A network of a lab's was made for it; on another one, the peerings have tried
// it before there are workload clusters.
func Pins(ctx context.Context, api API, n *network.Summary) (bool, error) {
	if n == nil || Owner(n.Labels) != AnotherOwner {
		return n != nil, nil
	}
	list, err := On(ctx, api, n)
	for _, c := range list {
		if FixedAddress(endpointOf(c, n)) != "" {
			return true, nil
		}
	}
	return false, err
}

// endpointOf returns a container's connection to a network.
func endpointOf(c container.Summary, n *network.Summary) *network.EndpointSettings {
	if c.NetworkSettings == nil {
		return nil
	}
	return c.NetworkSettings.Networks[n.Name]
}

// AddressHolder names the container, other than one, that has an address on a network: one that runs there, or one that
// is stopped and has it fixed.
func AddressHolder(ctx context.Context, api API, n *network.Summary, address, but string) (string, error) {
	list, err := On(ctx, api, n)
	if err != nil {
		return "", err
	}
	for _, c := range list {
		if e := endpointOf(c, n); e != nil && c.ID != but && (e.IPAddress == address || FixedAddress(e) == address) {
			return Name(c), nil
		}
	}
	return "", nil
}

// HighestFree chooses an address for a container that has none yet, from the end of the subnet: Docker gives addresses from
// the beginning, and could give this one to another container while the first is stopped.
func HighestFree(ctx context.Context, api API, n *network.Summary) (netip.Addr, error) {
	subnet := Subnet4(n)
	if !subnet.IsValid() {
		return netip.Addr{}, nil
	}
	list, err := On(ctx, api, n)
	if err != nil {
		return netip.Addr{}, err
	}
	taken := takenOn(list, n)
	for address := lastHost(subnet); subnet.Contains(address) && address != subnet.Addr(); address = address.Prev() {
		if !taken[address.String()] {
			return address, nil
		}
	}
	return netip.Addr{}, fault.Errorf(fault.NoFreeAddresses, "network %s has no free address in %s; remove containers from it", n.Name, subnet)
}

func takenOn(list []container.Summary, n *network.Summary) map[string]bool {
	taken := map[string]bool{}
	for _, config := range n.IPAM.Config {
		taken[config.Gateway] = true
	}
	for _, c := range list {
		if e := endpointOf(c, n); e != nil {
			taken[e.IPAddress], taken[FixedAddress(e)] = true, true
		}
	}
	return taken
}

// lastHost is the address before the broadcast address.
func lastHost(subnet netip.Prefix) netip.Addr {
	four := subnet.Addr().As4()
	for bit := subnet.Bits(); bit < 32; bit++ {
		four[bit/8] |= 1 << (7 - bit%8)
	}
	return netip.AddrFrom4(four).Prev()
}

// isUnpinnable recognises the refusal of a network that was made without a subnet.
func isUnpinnable(err error) bool {
	return err != nil && strings.Contains(err.Error(), "user configured subnets")
}
