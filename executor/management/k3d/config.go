package k3d

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/k3d-io/k3d/v5/pkg/config"
	"github.com/k3d-io/k3d/v5/pkg/config/v1alpha5"
	"github.com/k3d-io/k3d/v5/pkg/runtimes"
	k3d "github.com/k3d-io/k3d/v5/pkg/types"
)

// everyNode is k3d's filter for the nodes that run Kubernetes.
var everyNode = []string{"server:*", "agent:*"}

// clusterConfig says in k3d's words what a cluster is made from. It is filled field by field: k3d's types for its own file
// have wrong JSON names for some.
func clusterConfig(ctx context.Context, b blueprint) (*v1alpha5.ClusterConfig, error) {
	simple := v1alpha5.SimpleConfig{
		Servers: b.Servers, Agents: b.Agents, Image: b.Image,
		// Empty, these would stay empty and break the kubeconfig.
		ExposeAPI: v1alpha5.SimpleExposureOpts{Host: loopback, HostIP: loopback, HostPort: strconv.Itoa(b.APIPort)},
	}
	simple.Name = b.Name
	simple.Options.K3dOptions.Wait = true
	simple.Options.K3dOptions.DisableLoadbalancer = !needsBalancer(b.ManagementCluster)
	for _, mount := range b.mounts() {
		simple.Volumes = append(simple.Volumes, v1alpha5.VolumeWithNodeFilters{Volume: mount, NodeFilters: filtersFor(b)})
	}
	addSettings(&simple, b)
	for _, port := range b.Ports {
		simple.Ports = append(simple.Ports, portOf(port))
	}
	full, err := config.TransformSimpleToClusterConfig(ctx, runtimes.Docker, simple, "")
	if err != nil {
		return nil, fmt.Errorf("describe k3d cluster %s: %w", b.Name, err)
	}
	full.Network.Name = networkName(b.Name)
	for i, node := range full.Nodes {
		own(node, b, i)
	}
	return full, nil
}

// addSettings takes over arguments and environment.
func addSettings(simple *v1alpha5.SimpleConfig, b blueprint) {
	add := func(args []string, nodes string) {
		for _, arg := range args {
			simple.Options.K3sOptions.ExtraArgs = append(simple.Options.K3sOptions.ExtraArgs, v1alpha5.K3sArgWithNodeFilters{Arg: arg, NodeFilters: []string{nodes}})
		}
	}
	add(b.ServerArgs, everyNode[0])
	if b.Agents > 0 {
		add(b.AgentArgs, everyNode[1])
	}
	for _, name := range slices.Sorted(maps.Keys(b.Env)) {
		simple.Env = append(simple.Env, v1alpha5.EnvVarWithNodeFilters{EnvVar: name + "=" + string(b.Env[name]), NodeFilters: filtersFor(b)})
	}
}

// filtersFor leaves out the filter for agents where there are none: k3d takes it for a mistake.
func filtersFor(b blueprint) []string {
	if b.Agents == 0 {
		return everyNode[:1]
	}
	return everyNode
}

// own gives a container the labels of the lab and an address that stays (hazard H44).
func own(node *k3d.Node, b blueprint, i int) {
	if node.RuntimeLabels == nil {
		node.RuntimeLabels = map[string]string{}
	}
	maps.Copy(node.RuntimeLabels, b.labels(node.Name))
	node.IP = k3d.NodeIP{IP: b.address(i), Static: true}
	node.RuntimeLabels[k3d.LabelNodeStaticIP] = node.IP.IP.String()
}

// portOf splits "8082:80@loadbalancer" into a port and filters of nodes.
func portOf(text string) v1alpha5.PortWithNodeFilters {
	port, nodes, found := strings.Cut(text, "@")
	p := v1alpha5.PortWithNodeFilters{Port: port}
	if found {
		p.NodeFilters = strings.Split(nodes, ";")
	}
	return p
}
