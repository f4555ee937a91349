package fake

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// seenBy is a thing as an adapter of a lab sees it whose file names it as an existing cluster (given), or does not. One that nobody
// owns is then for the lab to have, and the lab's label shows.
func (t *thing) seenBy(given bool) planner.Observed {
	o := t.observed()
	cluster, isCluster := o.Attrs.(planner.WorkloadCluster)
	if !isCluster || !given {
		return o
	}
	if t.free() {
		o.Owner, o.Notes = planner.Unowned, nil
	}
	if cluster.Existing = t.free() || t.adopted; t.adopted {
		cluster.Labels = maps.Clone(cluster.Labels)
		if cluster.Labels == nil {
			cluster.Labels = map[string]string{}
		}
		cluster.Labels[planner.LabLabel] = t.owner
	}
	o.Attrs = cluster
	return o
}

// free reports whether a thing is no lab's.
func (t *thing) free() bool {
	return t.owner == planner.Unowned || t.owner == ownership.AnotherOwner || strings.HasPrefix(t.owner, "nobody: ")
}

// stored are the attributes as they are kept: whether a cluster is an existing one is for a lab file to say.
func stored(attrs planner.Attrs) planner.Attrs {
	cluster, isGiven := attrs.(planner.WorkloadCluster)
	if !isGiven || !cluster.Existing {
		return attrs
	}
	cluster.Existing, cluster.Labels = false, maps.Clone(cluster.Labels)
	delete(cluster.Labels, planner.LabLabel)
	return cluster
}

// Adopt marks a thing as the lab's that nobody owns, as kaaslab adopt does. It may be repeated.
func (w *World) Adopt(id planner.ID, lab string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	there := w.things[id]
	switch {
	case there == nil:
		return fmt.Errorf("adopt %s: it is not there", id)
	case there.adopted && there.owner == lab:
		return nil
	case !there.free():
		return fmt.Errorf("adopt %s: it belongs to %q", id, there.owner)
	}
	there.owner, there.adopted, there.notes = lab, true, nil
	w.change()
	return nil
}

// Forget takes the marks off a thing that a lab has adopted, or has made for one, as kaaslab forget does. It may be repeated.
func (w *World) Forget(id planner.ID, lab string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	there := w.things[id]
	if there == nil || there.owner != lab {
		return nil
	}
	if profile, is := there.Attrs.(planner.ClusterProfile); is {
		profile.Selector.MatchLabels = maps.Clone(profile.Selector.MatchLabels)
		delete(profile.Selector.MatchLabels, planner.LabLabel)
		there.Attrs = profile
	}
	there.owner, there.adopted, there.unmarked = ownership.AnotherOwner, false, false
	there.Needs = slices.DeleteFunc(slices.Clone(there.Needs), func(need planner.ID) bool { return need.Kind == planner.KindIdentity })
	w.change()
	return nil
}
