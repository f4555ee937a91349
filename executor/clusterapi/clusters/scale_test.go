package clusters

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// fleet is a lab with many equal clusters, written but not built.
func (l *lab) fleet(count int) []planner.Resource {
	member := oneCluster("fleet")
	member.Count = count
	l.spec.WorkloadClusters = []spec.WorkloadCluster{member}
	var resources []planner.Resource
	for _, r := range planner.Desired(l.spec) {
		if r.ID.Kind == planner.KindWorkloadCluster {
			resources = append(resources, r)
		}
	}
	return resources
}

// each does something with every resource, at most 16 at a time as the executor does.
func each(t testing.TB, resources []planner.Resource, do func(planner.Resource) error) {
	t.Helper()
	var group sync.WaitGroup
	slots := make(chan struct{}, 16)
	for _, r := range resources {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			if err := do(r); err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
		})
	}
	group.Wait()
}

func (l *lab) write(resources []planner.Resource) {
	l.Helper()
	each(l, resources, func(r planner.Resource) error { return l.clusters.Apply(l.ctx, r, l.report) })
	l.Cleanup(func() {
		each(l, resources, func(r planner.Resource) error { return l.clusters.Delete(context.Background(), r, l.report) })
	})
}

// TestObservationDoesNotGrow counts the requests of observing 3 and 300 clusters.
func TestObservationDoesNotGrow(t *testing.T) {
	l := storedLab(t, "grow")
	counted := map[int]int64{}
	for _, count := range []int{3, 300} {
		t.Run(fmt.Sprint(count), func(t *testing.T) {
			l.TB = t
			wanted := l.fleet(count)
			l.write(wanted)
			before := l.requests.Load()
			for _, h := range New(l.access, ownershiptest.Lab("grow"), Options{Bare: true}) {
				if _, err := h.Observe(l.ctx, planner.Want(l.spec)); err != nil {
					t.Fatal(err)
				}
			}
			counted[count] = l.requests.Load() - before
		})
	}
	if counted[3] != counted[300] || counted[3] != 6 {
		t.Errorf("requests by number of clusters: %v, want 6", counted)
	}
}

// TestUnchangedFleet: what was written is observed as it was written.
func TestUnchangedFleet(t *testing.T) {
	l := storedLab(t, "fleet")
	wanted := l.fleet(50)
	l.write(wanted)
	observed, err := l.clusters.Observe(l.ctx, planner.Want(l.spec))
	if err != nil {
		t.Fatal(err)
	}
	state := planner.NewState(observed...)
	for _, r := range wanted {
		o, _ := state.Get(r.ID)
		if changes := planner.Diff(o.Attrs, r.Attrs); len(changes) > 0 {
			t.Errorf("%s: %v", r.ID, changes)
		}
	}
}

// BenchmarkFleet prints the numbers of a fleet of 1,000 clusters: writing them, observing them, and a bare list of them.
func BenchmarkFleet(b *testing.B) {
	l := storedLab(b, "bench")
	wanted := l.fleet(1000)
	begun := time.Now()
	l.write(wanted)
	b.Logf("writing %d clusters took %s", len(wanted), time.Since(begun).Round(time.Second/100))
	each(b, wanted, func(r planner.Resource) error { settle(l, r.ID.Name); return nil })
	b.Run("list", func(b *testing.B) {
		client, err := l.access.Client()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			query := kube.Query{Namespace: kube.Namespace}
			if _, err := kube.List(l.ctx, client, topology.Clusters, query, func(*kube.Object) {}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("observe", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := l.clusters.Observe(l.ctx, planner.Want(l.spec)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
