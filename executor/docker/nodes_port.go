package docker

import (
	"context"
	"fmt"
	"net"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// apiPort is the port of the API server inside the load balancer.
const apiPort = "6443/tcp"

// Address returns host and port where the API server of a workload cluster can be reached from this machine. It is another
// one after each start of the load balancer (hazards H41, H44).
func (h *Nodes) Address(ctx context.Context, name string) (string, error) {
	api, err := h.engine.LookInto(ctx, true)
	if err != nil {
		return "", err
	}
	c, err := h.mine(ctx, api, name)
	if err != nil {
		return "", err
	}
	return h.published(ctx, api, c)
}

func (h *Nodes) published(ctx context.Context, api engine.API, c cluster) (string, error) {
	if len(c.balance) == 0 {
		return "", fault.Errorf(fault.ContainersGone, "cluster %s has no load balancer", c.name)
	}
	there, err := api.ContainerInspect(ctx, c.balance[0].ID)
	if err != nil {
		return "", fmt.Errorf("look at container %s: %w", engine.Name(c.balance[0]), err)
	}
	for _, binding := range there.NetworkSettings.Ports[apiPort] {
		if binding.HostPort != "" && binding.HostPort != "0" {
			return net.JoinHostPort(h.engine.Endpoint().Reach(), binding.HostPort), nil
		}
	}
	return "", fault.Errorf(fault.ContainersGone, "load balancer %s publishes no port; it may be stopped", engine.NameOf(there))
}

// Addresses returns the address of the API server of every workload cluster of the lab, with one request.
func (h *Nodes) Addresses(ctx context.Context) (map[string]string, error) {
	api, err := h.engine.LookInto(ctx, true)
	if err != nil {
		return nil, err
	}
	clusters, err := h.clusters(ctx, api)
	if err != nil {
		return nil, err
	}
	addresses := map[string]string{}
	for _, c := range clusters {
		if port := publishedPort(c); c.proven && port != 0 {
			addresses[c.name] = net.JoinHostPort(h.engine.Endpoint().Reach(), fmt.Sprint(port))
		}
	}
	return addresses, nil
}

func publishedPort(c cluster) uint16 {
	for _, balancer := range c.balance {
		for _, port := range balancer.Ports {
			if port.PrivatePort == 6443 && port.PublicPort != 0 {
				return port.PublicPort
			}
		}
	}
	return 0
}
