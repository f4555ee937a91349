package docker

import (
	"context"
	"net"
	"net/netip"
	"net/url"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor/docker/engine"
)

// kubeletConfig is how a node's kubelet reaches the API server, once kubeadm is done.
const kubeletConfig = "/etc/kubernetes/kubelet.conf"

// reconnect brings a container back to the network that somebody took it off, with the address that it had, if that is
// known: another one would be in no certificate, and where others look for it nobody would be (hazard H44).
func reconnect(ctx context.Context, api engine.API, c cluster, node container.Summary, on place) (address string, err error) {
	endpoint := &network.EndpointSettings{}
	if on.pins {
		if address, err = lostAddress(ctx, api, c, node); err != nil {
			return "", err
		}
	}
	if parsed, err := netip.ParseAddr(address); err != nil || !engine.Subnet4(on.Summary).Contains(parsed) {
		return "", engine.Connect(ctx, api, on.Summary, node.ID, endpoint)
	}
	endpoint.IPAMConfig = &network.EndpointIPAMConfig{IPv4Address: address}
	return address, engine.Connect(ctx, api, on.Summary, node.ID, endpoint)
}

// lostAddress finds the address where the rest of the cluster looks for a container: the load balancer balances control
// planes by theirs, and kubelets have that of the load balancer. Nobody looks for workers.
func lostAddress(ctx context.Context, api engine.API, c cluster, node container.Summary) (string, error) {
	switch {
	case node.Labels[labelRole] == roleLoadBalancer:
		return serverOf(ctx, api, c.own)
	case node.Labels[labelRole] == roleControlPlane && len(c.balance) > 0:
		servers, err := balanced(ctx, api, c.balance[0])
		host, _, splitErr := net.SplitHostPort(servers[engine.Name(node)])
		if err != nil || splitErr != nil {
			return "", err
		}
		return host, nil
	}
	return "", nil
}

// serverOf reads where nodes look for the API server. Nothing else of the file is kept.
func serverOf(ctx context.Context, api engine.API, nodes []container.Summary) (string, error) {
	for _, node := range nodes {
		text, err := engine.ReadFile(ctx, api, node.ID, kubeletConfig)
		switch {
		case errdefs.IsNotFound(err):
			continue
		case err != nil:
			return "", err
		}
		var config struct {
			Clusters []struct {
				Cluster struct {
					Server string `json:"server"`
				} `json:"cluster"`
			} `json:"clusters"`
		}
		if err := yaml.Unmarshal(text, &config); err != nil || len(config.Clusters) == 0 {
			continue // it is half written; another node may have a whole one
		}
		if server, err := url.Parse(config.Clusters[0].Cluster.Server); err == nil && server.Hostname() != "" {
			return server.Hostname(), nil
		}
	}
	return "", nil
}
