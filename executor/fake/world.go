package fake

import (
	"sync"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// World is everything that is there. Its methods may be called from any goroutine.
type World struct {
	mu      sync.Mutex
	things  map[planner.ID]*thing
	seeded  map[planner.ID]bool
	changed chan struct{} // closed, and replaced, whenever something changes
	faults  faults
	calls   []Call
	saved   []map[planner.ID]thing
}

// thing is one resource that is there. The resource is as it was last applied.
type thing struct {
	planner.Resource
	owner   string
	adopted bool // whoever owns it now has not made it
	notes   []string
	// unmarked says that an earlier kaaslab has made it.
	unmarked bool
	phase    planner.Phase
	detail   string
}

// New returns a World with nothing in it.
func New() *World {
	return &World{
		things: map[planner.ID]*thing{}, seeded: map[planner.ID]bool{}, changed: make(chan struct{}), faults: newFaults(),
	}
}

// Handlers returns handlers of every kind, one each, that work for a lab. What a lab finds is put into the World when it
// is first needed: kernel settings with a low value, and clusters that exist already.
func (w *World) Handlers(lab *spec.Lab) executor.Handlers {
	w.mu.Lock()
	defer w.mu.Unlock()
	wanted, given := map[planner.ID]bool{}, map[planner.ID]bool{}
	for _, r := range planner.Desired(lab) {
		wanted[r.ID], given[r.ID] = true, isGiven(r.Attrs)
		w.seed(r)
		w.relink(r, lab.Name)
	}
	handlers := executor.Handlers{}
	for _, kind := range planner.Kinds() {
		handlers[kind] = &handler{world: w, kind: kind, lab: lab.Name, wanted: wanted, given: given}
	}
	return handlers
}

// lowSysctl is below what any lab asks for.
const lowSysctl = 128

// existingOwner is who owns a management cluster that the lab did not make.
const existingOwner = "existing"

func (w *World) seed(r planner.Resource) {
	if w.seeded[r.ID] || w.things[r.ID] != nil {
		return
	}
	switch {
	case r.ID.Kind == planner.KindSysctl:
		r.Attrs = planner.Sysctl{Value: lowSysctl}
		w.things[r.ID] = &thing{Resource: r, owner: planner.Unowned, phase: planner.Ready}
	case isGiven(r.Attrs):
		r.Attrs, r.Needs = planner.WorkloadCluster{}, nil
		w.things[r.ID] = &thing{Resource: r, owner: ownership.AnotherOwner, phase: planner.Ready}
	case isExisting(r.Attrs):
		w.things[r.ID] = &thing{Resource: r, owner: existingOwner, phase: planner.Ready}
	default:
		return
	}
	w.seeded[r.ID] = true
}

// relink renews what a resource of a lab needs: that may change with the lab file while the resource stays the same, such as the
// order of objects in a manifest.
func (w *World) relink(r planner.Resource, lab string) {
	if there := w.things[r.ID]; there != nil && there.owner == lab {
		there.Needs = r.Needs
	}
}

func isExisting(attrs planner.Attrs) bool {
	m, ok := attrs.(planner.ManagementCluster)
	return ok && m.Provider.Given()
}

func isGiven(attrs planner.Attrs) bool {
	given, ok := attrs.(planner.Given)
	return ok && given.Given()
}

// change wakes whoever waits for something. The lock is held.
func (w *World) change() {
	close(w.changed)
	w.changed = make(chan struct{})
}
