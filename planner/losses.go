package planner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/words"
)

// count notes on each deletion of a holder what goes with it, whether that has a step of its own or not. What cannot be
// looked at is not nothing.
func (c *comparison) count(d *drafts) {
	for _, o := range c.there {
		if holder := d.remove[o.Within]; holder != nil && kinds[rank[o.ID.Kind]].work {
			holder.Loses = append(holder.Loses, o.ID)
		}
		if step := d.remove[o.ID]; step != nil && holds(o.ID.Kind) {
			step.LosesUnseen = o.Closed || o.Phase == NotReady || o.Phase == Stopped
		}
	}
	for _, step := range d.remove {
		slices.SortFunc(step.Loses, compareIDs)
	}
}

// holds reports whether a kind is the holder of others.
func holds(name Kind) bool {
	return slices.ContainsFunc(kinds, func(k kind) bool { return k.holder == name })
}

// carriedOff says what goes with each holder without a step of its own.
func (c *comparison) carriedOff(d *drafts) []string {
	var holders []*Step
	for id, step := range d.remove {
		if holds(id.Kind) {
			holders = append(holders, step)
		}
	}
	slices.SortFunc(holders, compareSteps)
	var notes []string
	for _, step := range holders {
		holder := step.Resource.ID.String()
		if parts := c.withIt(d, step.Resource.ID); len(parts) > 0 {
			notes = append(notes, holder+" takes with it all that it holds: "+strings.Join(parts, ", "))
		}
		if step.LosesUnseen {
			notes = append(notes, holder+" cannot be looked into: whatever else it holds goes with it, unseen")
		}
	}
	return notes
}

// withIt counts the resources of each kind, and names those that people work with.
func (c *comparison) withIt(d *drafts, holder ID) []string {
	names := map[Kind][]string{}
	for _, o := range c.there {
		if o.Within == holder && d.remove[o.ID] == nil {
			names[o.ID.Kind] = append(names[o.ID.Kind], o.ID.Name)
		}
	}
	var parts []string
	for _, k := range kinds {
		of := names[k.name]
		if len(of) == 0 {
			continue
		}
		slices.Sort(of)
		part := fmt.Sprintf("%d %s", len(of), k.name)
		if k.work {
			part += " (" + words.Some(of, words.Most) + ")"
		}
		parts = append(parts, part)
	}
	return parts
}
