package planner

// drafts are the steps of a plan while it is made, by resource: at most one that deletes, and one that does the rest.
type drafts struct {
	apply  map[ID]*Step
	remove map[ID]*Step
}

func (c *comparison) plan() (*Plan, error) {
	if err := c.refused(); err != nil {
		return nil, err
	}
	d := &drafts{apply: map[ID]*Step{}, remove: map[ID]*Step{}}
	c.draftWanted(d)
	c.draftUnwanted(d)
	c.connectApplies(d)
	c.connectRemovals(d)
	return &Plan{Lab: c.lab.Name, Steps: d.inOrder(), Notes: c.notes(d)}, nil
}

func stepID(action Action, id ID) StepID { return StepID(string(action) + " " + id.String()) }

// draftWanted drafts the steps for what the lab wants.
func (c *comparison) draftWanted(d *drafts) {
	for _, r := range c.desired {
		o := c.outcomes[r.ID]
		if o.action == "" {
			continue
		}
		step := &Step{
			ID: stepID(o.action, r.ID), Action: o.action, Resource: r, Reason: o.reason, Changes: o.changes,
			Replace: o.remake, Because: o.because,
		}
		d.apply[r.ID] = step
		if o.remake {
			c.draftRemake(d, step)
		}
	}
}

// draftRemake adds the deletion that goes before a creation. A resource that is going away anyway is no replacement that
// a person has to allow.
func (c *comparison) draftRemake(d *drafts, create *Step) {
	there := c.observed[create.Resource.ID]
	create.Replace = there.Phase != Deleting
	d.remove[create.Resource.ID] = &Step{
		ID: stepID(Delete, there.ID), Action: Delete, Resource: there.Resource, Reason: create.Reason,
		Replace: create.Replace, Because: create.Because,
	}
}

// draftUnwanted drafts the deletion of what the lab owns and does not want. What a deleted holder holds goes with it and
// has no step, unless it outlives the holder.
func (c *comparison) draftUnwanted(d *drafts) {
	for _, o := range c.there {
		if c.unwanted(o) && !c.vanishes(o, d) {
			d.remove[o.ID] = &Step{
				ID: stepID(Delete, o.ID), Action: Delete, Resource: o.Resource, Reason: c.reasonToDelete(o),
			}
		}
	}
}

func (c *comparison) unwanted(o Observed) bool {
	_, wanted := c.wanted[o.ID]
	return !wanted && o.Owner == c.lab.Name
}

func (c *comparison) reasonToDelete(o Observed) string {
	switch {
	case o.Phase == Deleting:
		return "is being deleted"
	case c.desired == nil:
		return "belongs to the lab"
	}
	return "is not in the lab file"
}

// vanishes reports whether a resource goes with its holder.
func (c *comparison) vanishes(o Observed, d *drafts) bool {
	return !o.Outlives && c.goes(o.Within, d)
}

// goes reports whether a holder is deleted, or goes with a holder of its own.
func (c *comparison) goes(id ID, d *drafts) bool {
	holder, exists := c.observed[id]
	if !exists {
		return false
	}
	return d.remove[id] != nil || c.unwanted(holder) || c.vanishes(holder, d)
}

// connectApplies makes each step wait for the steps of what its resource needs.
func (c *comparison) connectApplies(d *drafts) {
	for _, r := range c.desired {
		step := d.apply[r.ID]
		if step == nil {
			continue
		}
		if own := d.remove[r.ID]; own != nil {
			addNeed(step, own)
		}
		for _, need := range append(r.Needs[:len(r.Needs):len(r.Needs)], r.Within) {
			if needed := d.apply[need]; needed != nil {
				addNeed(step, needed)
			}
		}
	}
}
