package k3d

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/google/go-cmp/cmp"
	client "github.com/k3d-io/k3d/v5/pkg/client"
	"github.com/k3d-io/k3d/v5/pkg/runtimes"
	k3d "github.com/k3d-io/k3d/v5/pkg/types"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/planner"
)

// command does what a command of k3d does.
func (w *world) command(t *testing.T, run func(c *k3d.Cluster) error) {
	t.Helper()
	must(t, w.h.library.(*fenced).inside(report(t), func() error {
		c, err := client.ClusterGet(t.Context(), runtimes.Docker, &k3d.Cluster{Name: w.lab.ManagementCluster.Name})
		if err != nil {
			return err
		}
		return run(c)
	}))
}

// TestK3dCommands: k3d stops, starts and deletes the cluster as one of its own, and what it did is seen.
func TestK3dCommands(t *testing.T) {
	w := newWorld(t)
	r := w.resource(nil)
	w.apply(t, r)
	w.command(t, func(c *k3d.Cluster) error { return client.ClusterStop(t.Context(), runtimes.Docker, c) })
	if o, _ := w.observe(t); o.Phase != planner.Stopped || !strings.HasPrefix(o.Detail, "stopped: ") {
		t.Errorf("after stop: %s %q", o.Phase, o.Detail)
	}
	w.apply(t, r)
	if o, _ := w.observe(t); o.Phase != planner.Ready {
		t.Errorf("started again: %s %q", o.Phase, o.Detail)
	}
	w.command(t, func(c *k3d.Cluster) error {
		return client.ClusterDelete(t.Context(), runtimes.Docker, c, k3d.ClusterDeleteOpts{})
	})
	if o, found := w.observe(t); found {
		t.Errorf("after delete: %+v", o)
	}
	s, err := look(t.Context(), w, w.lab.ManagementCluster.Name)
	must(t, err)
	if s.network != nil || len(s.volumes) > 0 {
		t.Errorf("k3d left network %v, volumes %v", s.network, s.volumes)
	}
}

// TestHazardH44Management: a cluster of several nodes keeps its addresses, whoever starts it in which order.
func TestHazardH44Management(t *testing.T) {
	w := newWorld(t)
	r := w.resource(func(m *planner.ManagementCluster) { m.Agents, m.Ports = 1, []string{"127.0.0.1:0:80@loadbalancer"} })
	w.apply(t, r)
	before := w.addresses(t)
	if len(before) != 3 {
		t.Fatalf("addresses: %v", before)
	}
	s, err := look(t.Context(), w, w.lab.ManagementCluster.Name)
	must(t, err)
	for _, c := range s.containers() {
		w.Stop(t, c.ID)
	}
	balancer := slices.IndexFunc(s.others, func(c container.InspectResponse) bool {
		return c.Config.Labels[labelRole] == string(k3d.LoadBalancerRole)
	})
	for _, c := range []container.InspectResponse{s.others[balancer], s.agents[0]} {
		must(t, w.ContainerStart(t.Context(), c.ID, container.StartOptions{}))
	}
	w.apply(t, r)
	if diff := cmp.Diff(before, w.addresses(t)); diff != "" {
		t.Errorf("addresses (-before +after):\n%s", diff)
	}
	if o, _ := w.observe(t); o.Phase != planner.Ready || len(planner.Diff(o.Attrs, r.Attrs)) > 0 {
		t.Errorf("observed %+v", o)
	}
}

func (w *world) addresses(t *testing.T) map[string]string {
	t.Helper()
	s, err := look(t.Context(), w, w.lab.ManagementCluster.Name)
	must(t, err)
	addresses := map[string]string{}
	for _, c := range s.containers() {
		addresses[strings.TrimPrefix(c.Name, "/")] = c.NetworkSettings.Networks[networkName(s.name)].IPAddress
	}
	return maps.Clone(addresses)
}

// TestFailedCreationLeaksNothing: what the library has made before it fails goes, and what was in its way stays.
func TestFailedCreationLeaksNothing(t *testing.T) {
	w := newWorld(t)
	r := w.resource(func(m *planner.ManagementCluster) { m.Agents = 1 })
	obstacle := nodeName(w.lab.ManagementCluster.Name, roleAgent, 0)
	w.Create(t, dockertest.Container{Name: obstacle, Stopped: true})
	if err := w.h.Apply(t.Context(), r, report(t)); err == nil || !strings.Contains(err.Error(), obstacle) {
		t.Fatalf("Apply: %v; want an error that names %s", err, obstacle)
	}
	s, err := look(t.Context(), w, w.lab.ManagementCluster.Name)
	must(t, err)
	if left := nodeNames(s.containers()); len(left) > 0 {
		t.Errorf("containers are left: %v", left)
	}
	must(t, w.h.Delete(t.Context(), r, silent))
	s, err = look(t.Context(), w, w.lab.ManagementCluster.Name)
	must(t, err)
	if s.exists() || len(s.volumes) > 0 {
		t.Errorf("left: %+v", s)
	}
	if _, err := w.ContainerInspect(t.Context(), obstacle); err != nil {
		t.Error("what was in the way is gone")
	}
}
