package proof

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/k3d-io/k3d/v5/pkg/client"
	"github.com/k3d-io/k3d/v5/pkg/config"
	"github.com/k3d-io/k3d/v5/pkg/config/v1alpha5"
	"github.com/k3d-io/k3d/v5/pkg/runtimes"
	"github.com/k3d-io/k3d/v5/pkg/types"
	"github.com/k3d-io/k3d/v5/version"

	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
)

// k3dCluster is a management cluster that may reach the Docker daemon.
type k3dCluster struct{ name, socket string }

func socketOf(host string) string { return strings.TrimPrefix(host, "unix://") }

func (c *k3dCluster) create(ctx context.Context) error {
	version.Version = "v" + imageset.K3dVersion // or helper images would be ":latest"
	port, err := freePort()
	if err != nil {
		return err
	}
	simple := v1alpha5.SimpleConfig{
		Servers: 1, Agents: 1, Image: imageset.K3sImage,
		ExposeAPI: v1alpha5.SimpleExposureOpts{Host: "127.0.0.1", HostIP: "127.0.0.1", HostPort: strconv.Itoa(port)},
		Volumes: []v1alpha5.VolumeWithNodeFilters{{
			Volume: c.socket + ":/var/run/docker.sock", NodeFilters: []string{"server:*", "agent:*"},
		}},
	}
	simple.Name = c.name
	simple.Options.K3dOptions.Wait = true
	full, err := config.TransformSimpleToClusterConfig(ctx, runtimes.Docker, simple, "")
	if err != nil {
		return err
	}
	if full, err = config.ProcessClusterConfig(*full); err != nil {
		return err
	}
	return client.ClusterRun(ctx, runtimes.Docker, full)
}

// peer puts the nodes on the network that Cluster API's Docker provider uses.
// If it is there it belongs to somebody, and stays.
func (c *k3dCluster) peer(ctx context.Context) error {
	if exec.CommandContext(ctx, "docker", "network", "inspect", "kind").Run() != nil {
		if out, err := exec.CommandContext(ctx, "docker", "network", "create", "kind").CombinedOutput(); err != nil {
			return fmt.Errorf("create network kind: %w: %s", err, out)
		}
	}
	for _, node := range []string{"server-0", "agent-0"} {
		name := "k3d-" + c.name + "-" + node
		if out, err := exec.CommandContext(ctx, "docker", "network", "connect", "kind", name).CombinedOutput(); err != nil {
			return fmt.Errorf("connect %s: %w: %s", name, err, out)
		}
	}
	return nil
}

func (c *k3dCluster) writeKubeconfig(ctx context.Context, file string) error {
	kubeconfig, err := client.KubeconfigGet(ctx, runtimes.Docker, &types.Cluster{Name: c.name})
	if err != nil {
		return err
	}
	return client.KubeconfigWriteToPath(ctx, kubeconfig, file)
}

func (c *k3dCluster) remove(t *testing.T) {
	ctx := context.WithoutCancel(t.Context())
	cluster, err := client.ClusterGet(ctx, runtimes.Docker, &types.Cluster{Name: c.name})
	if err != nil {
		return // it was never made
	}
	if err := client.ClusterDelete(ctx, runtimes.Docker, cluster, types.ClusterDeleteOpts{}); err != nil {
		t.Errorf("remove the k3d cluster: %v", err)
	}
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
