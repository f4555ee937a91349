package proof

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/e2e/internal/daemon"
	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
	"github.com/kaaslab/kaaslab/e2e/internal/until"
)

const (
	managementCluster = "e2e-proof"
	workloadCluster   = "proof" // as in testdata/cluster.yaml
	timeLimit         = 20 * time.Minute
)

func TestUpstreamToolsMakeALab(t *testing.T) {
	if testing.Short() || os.Geteuid() != 0 {
		t.Skip("it runs a Docker daemon: run it as root and without -short")
	}
	until.Enough(t, 6*time.Minute)
	ctx, cancel := context.WithTimeout(t.Context(), timeLimit)
	defer cancel()
	clock := newClock(t)

	own := daemon.Daemon{Dir: daemon.DefaultDir}
	host, err := own.Usable(ctx, os.Getenv("DOCKER_HOST"))
	clock.must("a Docker daemon", err)
	t.Setenv("DOCKER_HOST", host)
	built, err := imageset.Build(ctx, imageset.Options{Host: host, Log: t.Logf})
	clock.must("images", err)

	management := &k3dCluster{name: managementCluster, socket: socketOf(host)}
	t.Cleanup(func() { management.remove(t) })
	clock.must("k3d cluster", management.create(ctx))
	clock.must("network kind", management.peer(ctx))
	kubeconfig := filepath.Join(t.TempDir(), "management.kubeconfig")
	clock.must("kubeconfig", management.writeKubeconfig(ctx, kubeconfig))

	clock.must("clusterctl init", initProviders(ctx, built.Repository, kubeconfig))

	k := kubectl{program: built.Node, kubeconfig: kubeconfig}
	clock.must("workload cluster is applied", applyCluster(ctx, k))
	t.Cleanup(func() { removeCluster(t, k) })
	workload := filepath.Join(t.TempDir(), "workload.kubeconfig")
	clock.must("its API server answers", awaitAPIServer(ctx, k, workload))
	w := kubectl{program: built.Node, kubeconfig: workload}
	clock.must("its pod network is applied", w.run(ctx, "apply", "-f", filepath.Join(built.Addons, "cni.yaml")))
	clock.must("it is Available", k.wait(ctx, "Available", "cluster/"+workloadCluster))
	clock.must("its nodes are Ready", w.wait(ctx, "Ready", "nodes", "--all"))

	clock.must("add-on is applied", w.run(ctx, "apply", "-f", filepath.Join(built.Addons, "webserver.yaml")))
	clock.must("its Service answers", awaitWebserver(ctx, t, w))

	adopted(ctx, t, clock, k)
}
