package k3d

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestHazardH17PeeredCluster: every node of a real cluster is connected to the network of the workload clusters, with an
// address that outlives a stop of everything, and all of it is ready after that without being made again.
func TestHazardH17PeeredCluster(t *testing.T) {
	w := newWorld(t)
	w.lab.Peering = spec.Peering{Network: unique + "-kind"}
	w.lab.ManagementCluster.Servers, w.lab.ManagementCluster.Agents, w.lab.ManagementCluster.Image = 1, 1, w.image
	handlers := docker.New(w.h.engine, ownershiptest.Lab(w.lab.Name), engine.NewProgram(""))
	delete(handlers, planner.KindImage) // which belongs to nobody
	delete(handlers, planner.KindImageArchive)
	handlers[planner.KindManagementCluster] = w.h
	resources := slices.DeleteFunc(planner.Desired(w.lab), func(r planner.Resource) bool { return handlers[r.ID.Kind] == nil })
	t.Cleanup(func() { deleteAll(t, handlers, resources) })
	for _, r := range resources {
		must(t, handlers[r.ID.Kind].Apply(t.Context(), r, report(t)))
		must(t, handlers[r.ID.Kind].AwaitReady(t.Context(), r, report(t)))
	}
	allReady(t, w, handlers, len(resources))
	before := w.peeringAddresses(t)

	s, err := look(t.Context(), w, w.lab.ManagementCluster.Name)
	must(t, err)
	for _, c := range s.containers() {
		w.Stop(t, c.ID)
	}
	for _, c := range slices.Backward(s.containers()) {
		must(t, w.ContainerStart(t.Context(), c.ID, container.StartOptions{}))
	}
	must(t, w.h.AwaitReady(t.Context(), resources[slices.IndexFunc(resources, isManagement)], report(t)))
	allReady(t, w, handlers, len(resources))
	if diff := cmp.Diff(before, w.peeringAddresses(t)); diff != "" {
		t.Errorf("addresses (-before +after):\n%s", diff)
	}
}

func allReady(t *testing.T, w *world, handlers executor.Handlers, want int) {
	t.Helper()
	count := 0
	for kind, h := range handlers {
		observed, err := h.Observe(t.Context(), planner.Want(w.lab))
		must(t, err)
		for _, o := range observed {
			count++
			if o.Phase != planner.Ready || o.Owner != w.lab.Name {
				t.Errorf("%s %s: %s of %s (%s)", kind, o.ID.Name, o.Phase, o.Owner, o.Detail)
			}
		}
	}
	if count != want {
		t.Errorf("%d resources are there, want %d", count, want)
	}
}

func (w *world) peeringAddresses(t *testing.T) map[string]string {
	t.Helper()
	addresses := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(w.addresses(t))) {
		c, err := w.ContainerInspect(t.Context(), name)
		must(t, err)
		if endpoint := c.NetworkSettings.Networks[w.lab.Peering.Network]; endpoint != nil {
			addresses[name] = endpoint.IPAddress
		}
	}
	return addresses
}

func deleteAll(t *testing.T, handlers executor.Handlers, resources []planner.Resource) {
	ctx := context.Background()
	for _, r := range slices.Backward(resources) {
		if err := handlers[r.ID.Kind].Delete(ctx, r, silent); err != nil {
			t.Error(err)
		}
	}
}

func isManagement(r planner.Resource) bool { return r.ID.Kind == planner.KindManagementCluster }
