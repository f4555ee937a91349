package docker

import (
	"slices"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/planner"
)

// TestNodesAreStoppedAsAWhole: the load balancer last, and they are stopped until they are started, in a state of its own. What
// somebody else calls the same is left running.
func TestNodesAreStoppedAsAWhole(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		w := newWorld(t, d)
		resource := planner.NodesResource(w.name, planner.Nodes{Network: w.lab.Peering.Network})
		apply(t, w.nodes, resource)
		var order []string
		must(t, w.nodes.Stop(t.Context(), resource, func(message string) { order = append(order, strings.TrimPrefix(message, "stopping ")) }))
		if want := []string{w.name + "-md-0-b2k", w.name + "-x7z", w.name + "-lb"}; !slices.Equal(order, want) {
			t.Errorf("stopped %q, want %q", order, want)
		}
		if o := observe(t, w.nodes, w.lab)[w.name]; o.Phase != planner.Stopped {
			t.Errorf("stopped, they are %s: %q", o.Phase, o.Detail)
		}
		must(t, w.nodes.Stop(t.Context(), resource, silent))
		apply(t, w.nodes, resource)
		if o := observe(t, w.nodes, w.lab)[w.name]; o.Phase != planner.Ready {
			t.Errorf("started, they are %s: %q", o.Phase, o.Detail)
		}
	})
}
