package k3d

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	client "github.com/k3d-io/k3d/v5/pkg/client"
	"github.com/k3d-io/k3d/v5/pkg/runtimes"
	k3d "github.com/k3d-io/k3d/v5/pkg/types"
	"github.com/k3d-io/k3d/v5/pkg/types/k3s"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// fenced is the k3d library behind a fence.
type fenced struct{ engine *engine.Engine }

var _ library = (*fenced)(nil)

// Images implements library.
func (f *fenced) Images(b blueprint) []string {
	images := []string{b.Image}
	if needsBalancer(b.ManagementCluster) {
		images = append(images, balancerImage())
	}
	return images
}

// Create implements library. The library would also run a container of its tools, to learn the address of the host; kaaslab
// knows that, and needs one image less.
func (f *fenced) Create(ctx context.Context, b blueprint, report executor.Report) error {
	return f.inside(report, func() error {
		config, err := clusterConfig(ctx, b)
		if err != nil {
			return err
		}
		if err := client.ClusterPrep(ctx, runtimes.Docker, config); err != nil {
			return err
		}
		// The network was there before, since kaaslab made it; it goes with the cluster all the same.
		config.Network.External = false
		config.ClusterCreateOpts.GlobalLabels[k3d.LabelNetworkExternal] = "false"
		if err := client.ClusterCreate(ctx, runtimes.Docker, &config.Cluster, &config.ClusterCreateOpts); err != nil {
			return err
		}
		return configureBalancer(ctx, &config.Cluster)
	})
}

// Join implements library. k3d's own way to add a node copies another one, with its address.
func (f *fenced) Join(ctx context.Context, b blueprint, absent []string, report executor.Report) error {
	return f.inside(report, func() error {
		config, err := clusterConfig(ctx, b)
		if err != nil {
			return err
		}
		cluster, err := client.ClusterGet(ctx, runtimes.Docker, &k3d.Cluster{Name: b.Name})
		if err != nil {
			return err
		}
		for _, node := range config.Nodes {
			if !slices.Contains(absent, node.Name) {
				continue
			}
			join(node, cluster)
			if err := client.NodeCreate(ctx, runtimes.Docker, node, k3d.NodeCreateOpts{}); err != nil {
				return err
			}
		}
		return nil
	})
}

// join gives an agent what k3d gives the agents of a new cluster.
func join(node *k3d.Node, cluster *k3d.Cluster) {
	for _, other := range cluster.Nodes {
		if other.Role != k3d.ServerRole {
			continue
		}
		for key, value := range other.RuntimeLabels {
			if strings.HasPrefix(key, labelCluster) {
				node.RuntimeLabels[key] = value
			}
		}
	}
	node.Networks, node.Restart = []string{cluster.Network.Name}, true
	node.Volumes = append(node.Volumes, cluster.ImageVolume+":"+k3d.DefaultImageVolumeMountPath)
	node.Env = append(node.Env, k3s.EnvClusterToken+"="+cluster.Token, k3s.EnvClusterConnectURL+"="+node.RuntimeLabels[k3d.LabelClusterURL])
}

// configureBalancer writes the load balancer's configuration at once. The library does so before the first start, and could
// not do it after a start that was cut short.
func configureBalancer(ctx context.Context, cluster *k3d.Cluster) error {
	if cluster.ServerLoadBalancer == nil {
		return nil
	}
	for _, hook := range cluster.ServerLoadBalancer.HookActions {
		if err := hook.Action.Run(ctx, cluster.ServerLoadBalancer.Node); err != nil {
			return fmt.Errorf("configure %s: %w", cluster.ServerLoadBalancer.Name, err)
		}
	}
	return nil
}

// Start implements library.
func (f *fenced) Start(ctx context.Context, name string, report executor.Report) error {
	return f.inside(report, func() error {
		cluster, err := client.ClusterGet(ctx, runtimes.Docker, &k3d.Cluster{Name: name})
		if err != nil {
			return err
		}
		options, err := client.GetClusterStartOptsFromLabels(cluster)
		if err != nil {
			return err
		}
		options.WaitForServer, options.Intent = true, intent(cluster)
		if options.EnvironmentInfo, err = environment(ctx, cluster); err != nil {
			return err
		}
		return client.ClusterStart(ctx, runtimes.Docker, cluster, options)
	})
}

// intent tells the first start, in which the first of several servers says something else when it is ready.
func intent(cluster *k3d.Cluster) k3d.Intent {
	for _, node := range cluster.Nodes {
		if node.Role == k3d.ServerRole && node.State.Status == "created" {
			return k3d.IntentClusterCreate
		}
	}
	return k3d.IntentClusterStart
}

func environment(ctx context.Context, cluster *k3d.Cluster) (*k3d.EnvironmentInfo, error) {
	info, err := runtimes.Docker.Info()
	if err != nil {
		return nil, err
	}
	host, err := runtimes.Docker.GetHostIP(ctx, cluster.Network.Name)
	if err != nil {
		return nil, err
	}
	if host == (netip.Addr{}) {
		return nil, fault.Errorf(fault.NetworkDiffers, "the network has no gateway")
	}
	return &k3d.EnvironmentInfo{HostGateway: host, RuntimeInfo: *info}, nil
}
