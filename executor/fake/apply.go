package fake

import (
	"errors"
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/planner"
)

// apply makes a resource what it is wanted to be. It is ready only once somebody has waited for that.
func (w *World) apply(r planner.Resource, lab string) error {
	there := w.things[r.ID]
	if there != nil && r.Shared && there.owner != lab && there.owner != planner.Unowned {
		return useForeign(there, r)
	}
	if err := w.checkApply(r, there, lab); err != nil {
		return fmt.Errorf("apply %s: %w", r.ID, err)
	}
	if there == nil {
		there = &thing{owner: ownerOf(r, lab)}
		r.Attrs = choose(r.Attrs, len(w.calls))
	} else if open, ok := r.Attrs.(planner.Open); ok {
		r.Attrs = open.Fill(there.seenBy(isGiven(r.Attrs)).Attrs)
	}
	if r.Within == (planner.ID{}) { // who holds it may be unknown to a plan that starts a stopped lab, and stays
		r.Within = there.Within
	}
	if isGiven(r.Attrs) {
		there.owner, there.adopted, there.notes = lab, true, nil
	}
	r.Attrs = begun(stored(r.Attrs))
	there.unmarked = false
	there.Resource, there.phase, there.detail = r, planner.NotReady, "is starting"
	w.things[r.ID] = there
	w.change()
	return nil
}

// begun is what was stopped, once it is started.
func begun(attrs planner.Attrs) planner.Attrs {
	if nodes, are := attrs.(planner.Nodes); are {
		nodes.Down = nil
		return nodes
	}
	return attrs
}

func useForeign(there *thing, r planner.Resource) error {
	if changes := planner.Diff(there.Attrs, r.Attrs); len(changes) > 0 {
		return fmt.Errorf("apply %s: it belongs to %s and differs: %v", r.ID, there.owner, changes)
	}
	return nil
}

func (w *World) checkApply(r planner.Resource, there *thing, lab string) error {
	if there == nil && (isExisting(r.Attrs) || isGiven(r.Attrs)) {
		return fmt.Errorf("it is not there, and not made by kaaslab")
	}
	if there != nil {
		if err := checkChange(r, there, lab); err != nil {
			return err
		}
	}
	if r.Within != (planner.ID{}) {
		if err := w.checkReady(r.Within); err != nil {
			return fmt.Errorf("its holder: %w", err)
		}
	}
	for _, need := range r.Needs {
		if err := w.checkReady(need); err != nil {
			return fmt.Errorf("it needs %s: %w", need, err)
		}
	}
	return nil
}

// ErrInPlace is the error of a change that needs a replacement.
var ErrInPlace = errors.New("it cannot change in place")

func checkChange(r planner.Resource, there *thing, lab string) error {
	seen := there.seenBy(isGiven(r.Attrs))
	switch {
	case seen.Owner != lab && seen.Owner != planner.Unowned:
		return fmt.Errorf("it belongs to %s", there.owner)
	case there.phase == planner.Deleting:
		return fmt.Errorf("it is being deleted")
	}
	if guarded, ok := r.Attrs.(planner.Guarded); ok {
		if _, reason := guarded.Refuse(seen.Attrs); reason != "" {
			return fmt.Errorf("%s", reason)
		}
	}
	for _, change := range planner.Diff(seen.Attrs, r.Attrs) {
		for _, field := range r.Attrs.Immutable() {
			if change.Field == field || strings.HasPrefix(change.Field, field+".") || strings.HasPrefix(change.Field, field+"[") {
				return fmt.Errorf("%w: %s", ErrInPlace, change)
			}
		}
	}
	return nil
}

// ownerOf is who owns what a lab makes: the lab, but for images.
func ownerOf(r planner.Resource, lab string) string {
	if planner.OfNobody(r.ID.Kind) {
		return planner.Unowned
	}
	return lab
}

// choose fills what the lab leaves open, as Docker and the operating system do.
func choose(attrs planner.Attrs, n int) planner.Attrs {
	switch a := attrs.(type) {
	case planner.Network:
		return a.Fill(planner.Network{Subnet: "172.18.0.0/16", MTU: 1500})
	case planner.ManagementCluster:
		return a.Fill(planner.ManagementCluster{APIPort: 30000 + n})
	}
	return attrs
}

func (w *World) checkReady(id planner.ID) error {
	there := w.things[id]
	switch {
	case there == nil:
		return fmt.Errorf("%s is not there", id)
	case there.phase != planner.Ready:
		return fmt.Errorf("%s is %s (%s)", id, there.phase, there.detail)
	}
	return nil
}

// becomeReady is what controllers do in time.
func (w *World) becomeReady(id planner.ID) (bool, error) {
	there := w.things[id]
	if there == nil {
		return false, fmt.Errorf("await ready %s: it is not there", id)
	}
	if w.faults.blocked[Call{AwaitReady, id}] || there.phase == planner.Deleting {
		return false, nil
	}
	if there.Within != (planner.ID{}) {
		if err := w.checkReady(there.Within); err != nil {
			return false, fmt.Errorf("await ready %s: its holder: %w", id, err)
		}
	}
	if there.phase != planner.Ready {
		there.phase, there.detail = planner.Ready, ""
		w.change()
	}
	return true, nil
}
