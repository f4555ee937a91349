package fake

import (
	"errors"
	"fmt"
	"slices"

	"github.com/kaaslab/kaaslab/planner"
)

// remove asks for a thing to go. It is gone only once somebody has waited for that.
func (w *World) remove(id planner.ID, lab string) error {
	there := w.things[id]
	if there == nil {
		return nil
	}
	if err := w.checkRemove(there, lab); err != nil {
		return fmt.Errorf("delete %s: %w", id, err)
	}
	there.phase, there.detail = planner.Deleting, "is being deleted"
	w.change()
	return nil
}

// ErrNeeded is the error of a deletion that comes too early.
var ErrNeeded = errors.New("something still needs it")

func (w *World) checkRemove(there *thing, lab string) error {
	if there.owner != lab {
		return fmt.Errorf("it belongs to %q", there.owner)
	}
	if there.Within != (planner.ID{}) && planner.HolderOf(there.ID.Kind) != "" {
		if err := w.checkReady(there.Within); err != nil {
			return fmt.Errorf("its holder: %w", err)
		}
	}
	for _, user := range w.things {
		if user != there && user.owner != planner.Unowned && uses(user, there) && !w.vanishesWith(user, there.ID) {
			return fmt.Errorf("%w: %s", ErrNeeded, user.ID)
		}
	}
	return nil
}

// uses reports whether a thing needs another, which what belongs to nobody does only to be made, by what it is now or by what the lab says; or leaves something behind when its holder
// goes. What is in a holder that is down cannot be seen to go first: what it leaves behind is removed afterwards.
// The objects of a manifest need each other only to be made in order.
func uses(user, used *thing) bool {
	id := used.ID
	if user.ID.Kind == planner.KindObject && id.Kind == planner.KindObject {
		return false
	}
	return slices.Contains(user.Needs, id) || slices.Contains(user.seen().Needs, id) || user.Within == id && user.Outlives && used.phase == planner.Ready
}

// vanishesWith reports whether a thing is held, directly or through others, by what goes.
func (w *World) vanishesWith(there *thing, id planner.ID) bool {
	for there != nil && !there.Outlives {
		if there.Within == id {
			return true
		}
		there = w.things[there.Within]
	}
	return false
}

func (w *World) becomeGone(id planner.ID) (bool, error) {
	there := w.things[id]
	if there == nil {
		return true, nil
	}
	if there.phase != planner.Deleting || w.faults.blocked[Call{AwaitGone, id}] {
		return false, nil
	}
	w.drop(id)
	return true, nil
}

// drop takes a thing out of the World, with all that it holds. Of a Cluster that leaves its nodes outside, only these stay.
func (w *World) drop(id planner.ID) {
	gone := []planner.ID{id}
	for held, there := range w.things {
		if w.vanishesWith(there, id) || there.Within == id && planner.HolderOf(held.Kind) == id.Kind {
			gone = append(gone, held)
		}
	}
	for _, id := range gone {
		delete(w.things, id)
	}
	w.change()
}
