package dockertest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
)

// NetworkList implements engine.API.
func (m *memory) NetworkList(_ context.Context, options network.ListOptions) ([]network.Summary, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []network.Summary
	for _, n := range m.networks {
		if options.Filters.Match("name", n.Name) { // Docker takes a part of the name as well
			list = append(list, *n)
		}
	}
	return list, nil
}

// NetworkCreate implements engine.API.
func (m *memory) NetworkCreate(_ context.Context, name string, options network.CreateOptions) (network.CreateResponse, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := &network.Summary{Name: name, ID: m.id("network"), Options: options.Options, Labels: options.Labels}
	n.EnableIPv6 = options.EnableIPv6 != nil && *options.EnableIPv6
	if options.IPAM != nil {
		n.IPAM = *options.IPAM
	} else {
		n.IPAM, n.Internal = ipam("172.31.0.0/16"), true // marks one whose subnet nobody asked for
	}
	for _, other := range m.networks {
		if err := clash(other.IPAM.Config[0], n.IPAM.Config[0]); err != nil {
			return network.CreateResponse{}, err
		}
	}
	m.networks = append(m.networks, n)
	return network.CreateResponse{ID: n.ID}, nil
}

// clash is what Docker says of two networks that cannot both be: it lets them share a subnet, but not the gateway in it.
func clash(there, wanted network.IPAMConfig) error {
	switch a, b := prefix(there.Subnet), prefix(wanted.Subnet); {
	case a == b:
		return fmt.Errorf("failed to allocate gateway (%s): Address already in use", wanted.Gateway)
	case a.Overlaps(b):
		return errors.New("Pool overlaps with other one on this address space") //nolint:staticcheck // Docker says so
	}
	return nil
}

// NetworkRemove implements engine.API.
func (m *memory) NetworkRemove(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, n := range m.networks {
		if n.ID != id {
			continue
		}
		for _, c := range m.containers {
			if c.State.Running && c.NetworkSettings.Networks[n.Name] != nil {
				return fmt.Errorf("error while removing network: network %s has active endpoints", n.Name)
			}
		}
		m.networks = append(m.networks[:i:i], m.networks[i+1:]...)
		return nil
	}
	return missing("network", id)
}

func (m *memory) network(id string) (*network.Summary, error) {
	for _, n := range m.networks {
		if n.ID == id || n.Name == id {
			return n, nil
		}
	}
	return nil, missing("network", id)
}

// both are a network and a container.
func (m *memory) both(id, name string) (*network.Summary, *container.InspectResponse, error) {
	n, err := m.network(id)
	if err != nil {
		return nil, nil, err
	}
	c, err := m.container(name)
	return n, c, err
}

// NetworkConnect implements engine.API.
func (m *memory) NetworkConnect(_ context.Context, id, name string, endpoint *network.EndpointSettings) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, c, err := m.both(id, name)
	if err != nil {
		return err
	}
	if c.NetworkSettings.Networks[n.Name] != nil {
		return fmt.Errorf("endpoint with name %s already exists in network %s", strings.TrimPrefix(c.Name, "/"), n.Name)
	}
	return m.connect(c, n, endpoint)
}

func (m *memory) connect(c *container.InspectResponse, n *network.Summary, asked *network.EndpointSettings) error {
	endpoint := asked.Copy()
	fixed := ""
	if endpoint.IPAMConfig != nil {
		fixed = endpoint.IPAMConfig.IPv4Address
	}
	if fixed != "" && n.Internal {
		return errors.New("user specified IP address is supported only when connecting to networks with user configured subnets")
	}
	c.NetworkSettings.Networks[n.Name] = endpoint
	if !c.State.Running {
		return nil
	}
	if err := m.give(c, n, endpoint, fixed); err != nil {
		delete(c.NetworkSettings.Networks, n.Name)
		return err
	}
	return nil
}

// give gives a running container its address: the fixed one, or the first that no running container has.
func (m *memory) give(c *container.InspectResponse, n *network.Summary, endpoint *network.EndpointSettings, fixed string) error {
	taken := map[string]bool{}
	for _, other := range m.containers {
		if e := other.NetworkSettings.Networks[n.Name]; e != nil && other != c {
			taken[e.IPAddress] = true
		}
	}
	if taken[fixed] && fixed != "" {
		return errors.New("Address already in use") //nolint:staticcheck // Docker says so
	}
	endpoint.IPAddress = fixed
	for address := prefix(n.IPAM.Config[0].Subnet).Addr().Next().Next(); endpoint.IPAddress == ""; address = address.Next() {
		if !taken[address.String()] {
			endpoint.IPAddress = address.String()
		}
	}
	return nil
}

// NetworkDisconnect implements engine.API.
func (m *memory) NetworkDisconnect(_ context.Context, id, name string, _ bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, c, err := m.both(id, name)
	if err != nil {
		return err
	}
	delete(c.NetworkSettings.Networks, n.Name)
	return nil
}
