package docker

import (
	"context"
	"testing"
	"time"

	"github.com/containerd/errdefs"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/spec"
)

func answers(context.Context, engine.API, cluster) error { return nil }

func newNodes(d *dockertest.Daemon, lab string) *Nodes {
	h := NewNodes(d.Engine, ownershiptest.Lab(lab))
	h.ready, h.poll = answers, 10*time.Millisecond
	return h
}

// volumeLabels are those of the lab's volume.
func volumeLabels(lab *spec.Lab) map[string]string {
	return engine.Labels(ownershiptest.Lab(lab.Name), engine.VolumeMark(engine.VolumeName(lab.Name)))
}

func kindLabels(name, role string) map[string]string {
	return map[string]string{labelCluster: name, labelRole: role}
}

// makeCluster makes the containers of a workload cluster of the lab: a load balancer, a control plane and a worker.
func makeCluster(t *testing.T, d *dockertest.Daemon, lab *spec.Lab, name string) {
	t.Helper()
	volume := engine.VolumeName(lab.Name) + ":" + spec.OwnerPath
	makeBalancer(t, d, lab, name, name+"-x7z")
	d.Create(t, dockertest.Container{Name: name + "-x7z", Labels: kindLabels(name, roleControlPlane), Network: lab.Peering.Network, Volume: volume})
	d.Create(t, dockertest.Container{Name: name + "-md-0-b2k", Labels: kindLabels(name, "worker"), Network: lab.Peering.Network, Volume: volume})
}

// makeBalancer makes the load balancer of a cluster, and tells it about a node as Cluster API does, if there is one.
func makeBalancer(t *testing.T, d *dockertest.Daemon, lab *spec.Lab, name, node string) {
	t.Helper()
	balancer := dockertest.Container{Name: name + "-lb", Labels: kindLabels(name, roleLoadBalancer), Network: lab.Peering.Network, Publish: apiPort}
	if node != "" {
		config := "backend kube-apiservers\n  option httpchk GET /healthz\n  \n  server " + node + " 172.18.0.3:6443 weight 100 check\n"
		balancer.Files = map[string]string{balancerConfig: config}
	}
	d.Create(t, balancer)
}

// makeForeign makes a node of a kind cluster of somebody else.
func makeForeign(t *testing.T, d *dockertest.Daemon, lab *spec.Lab, name string) {
	t.Helper()
	d.Create(t, dockertest.Container{Name: name + "-control-plane", Labels: kindLabels(name, roleControlPlane), Network: lab.Peering.Network})
}

// exists may be asked while the test is cleaned up, when its context is over. Only a daemon that says so knows of no such
// container.
func exists(t *testing.T, d *dockertest.Daemon, name string) bool {
	t.Helper()
	_, err := d.ContainerInspect(context.WithoutCancel(t.Context()), name)
	if err != nil && !errdefs.IsNotFound(err) {
		t.Errorf("look for container %s: %v", name, err)
	}
	return err == nil
}

func addressOf(t *testing.T, d *dockertest.Daemon, name, network string) string {
	t.Helper()
	c, err := d.ContainerInspect(t.Context(), name)
	must(t, err)
	endpoint := c.NetworkSettings.Networks[network]
	if endpoint == nil {
		t.Fatalf("%s is not on %s", name, network)
	}
	return endpoint.IPAddress
}
