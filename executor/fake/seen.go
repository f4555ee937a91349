package fake

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// seen is the thing as an adapter can read it back: from its attributes, without what only the lab file knows.
func (t *thing) seen() planner.Resource {
	r := planner.Resource{ID: t.ID, Attrs: t.Attrs}
	switch attrs := t.Attrs.(type) {
	case planner.Sysctl, planner.Network, planner.Image:
		r.Shared = true
	case planner.Nodes:
		r = planner.NodesResource(t.ID.Name, attrs)
	case planner.Peering:
		r = planner.PeeringResource(t.ID.Name, attrs)
	case planner.ManagementCluster:
		r = planner.ManagementResource(t.ID.Name, attrs)
	case planner.ClusterProfile:
		r = planner.ClusterProfileResource(t.ID.Name, attrs)
	case planner.WorkloadCluster:
		r = planner.WorkloadClusterResource(t.ID.Name, attrs)
		r.Outlives = t.Outlives
	case planner.Kubeconfig:
		r = planner.KubeconfigResource(attrs.Cluster)
	}
	r.ID = t.ID
	return r
}

func (t *thing) observed() planner.Observed {
	return planner.Observed{Resource: t.seen(), Owner: t.owner, Adopted: t.adopted, Phase: t.phase, Detail: t.detail, Notes: t.notes, Unmarked: t.unmarked}
}

// Get returns a thing as it is observed, whether it can be seen or not.
func (w *World) Get(id planner.ID) (planner.Observed, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	there := w.things[id]
	if there == nil {
		return planner.Observed{}, false
	}
	return there.observed(), true
}

// State observes the World as a run for a lab would.
func (w *World) State(lab *spec.Lab) (planner.State, error) {
	return executor.Observe(context.Background(), lab, w.Handlers(lab))
}

// Owned lists what a lab owns, sorted, whether it can be seen or not.
func (w *World) Owned(lab string) []planner.ID {
	w.mu.Lock()
	defer w.mu.Unlock()
	var ids []planner.ID
	for id, there := range w.things {
		if there.owner == lab {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b planner.ID) int { return cmp.Compare(a.String(), b.String()) })
	return ids
}

// String lists all things, one on a line, for the messages of tests.
func (w *World) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var lines []string
	for id, there := range w.things {
		attrs, _ := json.Marshal(there.Attrs)
		lines = append(lines, fmt.Sprintf("%s owner=%q %s %s\n", id, there.owner, there.phase, attrs))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}
