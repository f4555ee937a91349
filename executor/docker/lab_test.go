package docker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// unique keeps tests apart that run on the same daemon at the same time.
var unique = fmt.Sprintf("kltest-%d", os.Getpid())

func newLab(clusters ...string) *spec.Lab {
	lab := &spec.Lab{
		Name: unique, Peering: spec.Peering{Network: unique + "-net"},
		ManagementCluster: spec.ManagementCluster{Provider: spec.ProviderK3d, Name: unique, Servers: 1},
	}
	for _, name := range clusters {
		lab.WorkloadClusters = append(lab.WorkloadClusters, spec.WorkloadCluster{Name: name, Infrastructure: spec.InfrastructureDocker})
	}
	return lab
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func silent(string) {}

// broken is an engine without a daemon.
func broken() *engine.Engine { return engine.At("unix:///nonexistent/docker.sock") }

func apply(t *testing.T, h executor.Handler, r planner.Resource) {
	t.Helper()
	must(t, h.Apply(t.Context(), r, silent))
	must(t, h.AwaitReady(t.Context(), r, silent))
}

func observe(t *testing.T, h executor.Handler, lab *spec.Lab) map[string]planner.Observed {
	t.Helper()
	observed, err := h.Observe(t.Context(), planner.Want(lab))
	must(t, err)
	byName := map[string]planner.Observed{}
	for _, o := range observed {
		byName[o.ID.Name] = o
	}
	return byName
}

func makeNetwork(t *testing.T, d *dockertest.Daemon, name string, options network.CreateOptions) {
	t.Helper()
	if lab := options.Labels[planner.LabLabel]; lab != "" {
		options.Labels = engine.Labels(ownershiptest.Lab(lab), engine.NetworkMark(name))
	}
	made, err := d.NetworkCreate(t.Context(), name, options)
	must(t, err)
	t.Cleanup(func() { _ = d.NetworkRemove(context.Background(), made.ID) })
}

func withSubnet(t *testing.T, d *dockertest.Daemon, lab string) network.CreateOptions {
	t.Helper()
	subnet, err := engine.FreeSubnet(t.Context(), d.Engine)
	must(t, err)
	options := network.CreateOptions{Driver: "bridge", IPAM: &network.IPAM{Config: []network.IPAMConfig{{Subnet: subnet.String()}}}}
	if lab != "" {
		options.Labels = map[string]string{planner.LabLabel: lab}
	}
	return options
}

func makeVolume(t *testing.T, d *dockertest.Daemon, name string, labels map[string]string) {
	t.Helper()
	_, err := d.VolumeCreate(t.Context(), volume.CreateOptions{Name: name, Labels: labels})
	must(t, err)
	t.Cleanup(func() { _ = d.VolumeRemove(context.Background(), name, true) })
}

var errNotYet = errors.New("not yet")
