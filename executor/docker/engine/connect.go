package engine

import (
	"context"
	"fmt"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// ErrAddressTaken is the error of a connection whose address another container has.
var ErrAddressTaken = fault.Errorf(fault.AddressTaken, "address is taken")

// Connect connects a container to a network with a fixed address, or with any address where none can be fixed.
func Connect(ctx context.Context, api API, n *network.Summary, name string, endpoint *network.EndpointSettings) error {
	err := api.NetworkConnect(ctx, n.ID, name, endpoint)
	if isUnpinnable(err) {
		loose := &network.EndpointSettings{Aliases: endpoint.Aliases, DriverOpts: map[string]string{floating: "floating"}}
		err = api.NetworkConnect(ctx, n.ID, name, loose)
	}
	switch {
	case err == nil:
		return nil
	case isTaken(err):
		return describeTaken(ctx, api, n, name, FixedAddress(endpoint), err)
	}
	return fmt.Errorf("connect %s to network %s: %w", name, n.Name, err)
}

// ConnectHighest connects a container to a network with the address that HighestFree chooses.
func ConnectHighest(ctx context.Context, api API, n *network.Summary, name string) error {
	address, err := HighestFree(ctx, api, n)
	if err != nil {
		return err
	}
	endpoint := &network.EndpointSettings{}
	if address.IsValid() {
		endpoint.IPAMConfig = &network.EndpointIPAMConfig{IPv4Address: address.String()}
	}
	return Connect(ctx, api, n, name, endpoint)
}

// isTaken recognises the answer of Docker to an address that is in use, which is no error code of its own.
func isTaken(err error) bool {
	return err != nil && strings.Contains(strings.ToLower(err.Error()), "address already in use")
}

func describeTaken(ctx context.Context, api API, n *network.Summary, name, address string, cause error) error {
	holder, err := AddressHolder(ctx, api, n, address, name)
	if err != nil || holder == "" {
		return fmt.Errorf("connect %s to network %s: %w: %w", name, n.Name, ErrAddressTaken, cause)
	}
	return fmt.Errorf("connect %s to network %s: %w: container %s has %s; stop it or disconnect it (`docker network disconnect %s %s`), and apply again",
		name, n.Name, ErrAddressTaken, holder, address, n.Name, holder)
}

// Pin fixes the addresses that a container has on a network now, by connecting it anew: Docker gives addresses in the
// order in which containers start, and what Kubernetes has written into certificates does not change with them
// (hazard H44). Published ports that were chosen by Docker change with it.
func Pin(ctx context.Context, api API, n *network.Summary, c container.InspectResponse) error {
	there := c.NetworkSettings.Networks[n.Name]
	name := NameOf(c)
	switch {
	case there == nil:
		return fault.Errorf(fault.ContainersGone, "container %s is not on network %s; apply again", name, n.Name)
	case Pinned(there) || there.IPAddress == "":
		return nil
	}
	fixed := &network.EndpointSettings{
		IPAMConfig: &network.EndpointIPAMConfig{IPv4Address: there.IPAddress, IPv6Address: there.GlobalIPv6Address},
		Aliases:    there.Aliases, Links: there.Links, DriverOpts: there.DriverOpts,
	}
	if err := api.NetworkDisconnect(ctx, n.ID, c.ID, true); err != nil {
		return fmt.Errorf("disconnect %s from network %s to fix its address: %w", name, n.Name, err)
	}
	// Half of this must not stay: the container would be cut off.
	return Connect(context.WithoutCancel(ctx), api, n, c.ID, fixed)
}
