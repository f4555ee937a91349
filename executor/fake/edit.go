package fake

import (
	"fmt"

	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// Add puts a resource into the World that somebody else owns, ready for use.
func (w *World) Add(r planner.Resource, owner string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.things[r.ID] = &thing{Resource: r, owner: owner, phase: planner.Ready}
	w.seeded[r.ID] = true // what goes from now on is gone
	w.change()
}

// Copy puts a copy of a thing into the World, with all that its lab has written on it, and returns its ID.
func (w *World) Copy(id planner.ID) planner.ID {
	w.mu.Lock()
	defer w.mu.Unlock()
	whose := ownership.Whose{Owner: "nobody: a copy of " + id.String(), Claims: true, Copy: true}
	copied := *w.things[id]
	copied.ID.Name += "-copy"
	copied.owner, copied.notes, copied.adopted, copied.Needs = whose.Owner, []string{whose.Note()}, false, nil
	w.things[copied.ID] = &copied
	w.change()
	return copied.ID
}

// AnotherLab is the owner of what another lab of a name has made.
func AnotherLab(name string) string {
	return "another lab named " + name + " (of identity fedcba9876543210)"
}

// Break makes a thing not ready, until it is applied again, as if it had been stopped or had failed.
func (w *World) Break(id planner.ID, detail string) {
	w.edit(id, func(there *thing) { there.phase, there.detail = planner.NotReady, detail })
}

// Stop makes a thing one that was stopped on purpose, until it is applied again.
func (w *World) Stop(id planner.ID) {
	w.edit(id, func(there *thing) {
		there.phase, there.detail = planner.Stopped, "stopped"
		if nodes, are := there.Attrs.(planner.Nodes); are {
			nodes.Down = []string{id.Name}
			there.Attrs = nodes
		}
	})
}

// Unmark makes a thing one that an earlier kaaslab has made, until it is applied again.
func (w *World) Unmark(id planner.ID) { w.edit(id, func(there *thing) { there.unmarked = true }) }

// Drift changes the attributes of a thing behind the lab's back.
func (w *World) Drift(id planner.ID, attrs planner.Attrs) {
	w.edit(id, func(there *thing) { there.Attrs = attrs })
}

// Remove takes a thing away behind the lab's back, with all that it holds. One that is not there is no error.
func (w *World) Remove(id planner.ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.drop(id)
}

// Settle is the passing of time: what was asked for is done, without anybody who waits.
func (w *World) Settle() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, there := range w.things {
		switch there.phase {
		case planner.Deleting:
			w.becomeGone(id)
		case planner.Stopped: // nobody starts it
		default:
			w.becomeReady(id)
		}
	}
}

func (w *World) edit(id planner.ID, change func(*thing)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	there := w.things[id]
	if there == nil {
		panic(fmt.Sprintf("fake: %s is not there", id))
	}
	change(there)
	w.change()
}
