package docker

import (
	"maps"
	"slices"
	"testing"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
)

// TestWhenNodesWereStarted: of all nodes of a cluster, without its load balancer; of none while one is down.
func TestWhenNodesWereStarted(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		w := newWorld(t, d)
		started, err := w.nodes.Started(t.Context(), w.name)
		must(t, err)
		if want := []string{w.name + "-md-0-b2k", w.name + "-x7z"}; !slices.Equal(slices.Sorted(maps.Keys(started)), want) {
			t.Errorf("started: %v, want %q", started, want)
		}
		for name, at := range started {
			if at.IsZero() {
				t.Errorf("nobody knows when %s was started", name)
			}
		}
		d.Stop(t, w.name+"-md-0-b2k")
		if started, err = w.nodes.Started(t.Context(), w.name); err != nil || len(started) > 0 {
			t.Errorf("while one is down: %v, %v", started, err)
		}
	})
}
