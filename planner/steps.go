package planner

import "slices"

// drafts are the steps of a plan while it is made, by resource: at most one that deletes, and one that does the rest.
type drafts struct {
	apply    map[ID]*Step
	remove   map[ID]*Step
	peerings []*Step // of apply
}

func (d *drafts) none() bool { return len(d.apply)+len(d.remove) == 0 }

func (c *comparison) plan() (*Plan, error) {
	if err := c.refused(); err != nil {
		return nil, err
	}
	d := &drafts{apply: map[ID]*Step{}, remove: map[ID]*Step{}}
	c.draftWanted(d)
	c.draftUnwanted(d)
	c.dropIdle(d)
	c.connectApplies(d)
	c.connectRemovals(d)
	c.count(d)
	steps, err := d.inOrder()
	if err != nil {
		return nil, err
	}
	return &Plan{Lab: c.lab.Name, Steps: steps, Notes: c.notes(d)}, nil
}

func stepID(action Action, id ID) StepID { return StepID(string(action) + " " + id.String()) }

// draftWanted drafts the steps for what the lab wants.
func (c *comparison) draftWanted(d *drafts) {
	for _, r := range c.desired {
		o := c.outcomes[r.ID]
		if o.action == "" {
			continue
		}
		there := c.observed[r.ID]
		step := &Step{
			ID: stepID(o.action, r.ID), Action: o.action, Resource: r, Reason: o.reason, Changes: o.changes,
			Replace: o.renewed && there.Phase != Deleting, Because: o.because,
		}
		d.apply[r.ID] = step
		if r.ID.Kind == KindPeering {
			d.peerings = append(d.peerings, step)
		}
	}
	c.draftReplaced(d)
}

// draftReplaced adds the deletions that go before creations. A resource that is going away anyway is no replacement that
// a person has to allow, and one that goes with its holder needs no deletion of its own.
func (c *comparison) draftReplaced(d *drafts) {
	for _, r := range c.desired {
		if there := c.observed[r.ID]; c.outcomes[r.ID].renewed && !c.vanishes(there) {
			create := d.apply[r.ID]
			d.remove[r.ID] = &Step{
				ID: stepID(Delete, r.ID), Action: Delete, Resource: there.Resource, Reason: create.Reason,
				Replace: create.Replace, Because: create.Because,
			}
		}
	}
}

// draftUnwanted drafts the deletion of what the lab owns and does not want. What a deleted holder holds goes with it and
// has no step, unless it outlives the holder.
func (c *comparison) draftUnwanted(d *drafts) {
	for _, o := range c.there {
		if c.unwanted(o) && !c.vanishes(o) && !c.mayStillBeHeld(o) {
			d.remove[o.ID] = &Step{
				ID: stepID(Delete, o.ID), Action: Delete, Resource: o.Resource, Reason: c.reasonToDelete(o),
			}
		}
	}
}

// dropIdle leaves a plan without steps that are no reason to do anything, if it has no others.
func (c *comparison) dropIdle(d *drafts) {
	if len(d.remove) > 0 {
		return
	}
	for id := range d.apply {
		if !c.outcomes[id].idle {
			return
		}
	}
	clear(d.apply)
}

// mayStillBeHeld reports whether a management cluster that is about to come back may hold, unseen, what still has a hold on
// the resource: the cluster of nodes would make its nodes again, and a network or volume would be torn from under its users.
// The next plan knows.
func (c *comparison) mayStillBeHeld(o Observed) bool {
	manager, exists := c.observed[managementID(c.lab)]
	if !exists || manager.Phase == Ready || c.goes(manager) {
		return false
	}
	_, seen := c.observed[o.Within]
	return o.ID.Kind == KindNodes && !seen || usedFromWithin(o.ID.Kind)
}

// usedFromWithin reports whether a resource of a kind stands by itself and is used by what a management cluster holds.
func usedFromWithin(name Kind) bool {
	return HolderOf(name) == "" && slices.ContainsFunc(kinds, func(user kind) bool {
		return user.holder != "" && slices.Contains(user.outlast, name)
	})
}

func (c *comparison) unwanted(o Observed) bool {
	_, wanted := c.wanted[o.ID]
	_, kept := c.kept[o.ID]
	return !wanted && o.Owner == c.lab.Name && !o.Adopted && !kept
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

// vanishes reports whether a resource goes with its holder, so that it needs no deletion of its own.
func (c *comparison) vanishes(o Observed) bool {
	holder, exists := c.observed[o.Within]
	return exists && !o.Outlives && c.goes(holder)
}

// goes reports whether a resource that is there does not stay.
func (c *comparison) goes(o Observed) bool {
	return c.unwanted(o) || c.outcomes[o.ID].renewed || c.vanishes(o)
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
		c.afterLast(d, step)
		for _, need := range c.needs(r) {
			if needed := d.apply[need]; needed != nil {
				addNeed(step, needed)
			}
		}
		d.afterPeerings(step)
		if c.comesFirst(r) {
			for _, later := range []ID{managementID(c.lab), r.Within} {
				if user := d.apply[later]; user != nil {
					addNeed(user, step)
				}
			}
		}
	}
}

// afterPeerings spares the management cluster's users a broken connection: what goes through a port that a node publishes
// breaks when Docker connects the node to a network.
func (d *drafts) afterPeerings(step *Step) {
	if step.Resource.Within.Kind != KindManagementCluster || step.Resource.ID.Kind == KindPeering {
		return
	}
	for _, peering := range d.peerings {
		addNeed(step, peering)
	}
}

func (c *comparison) needs(r Resource) []ID {
	needs := r.Needs[:len(r.Needs):len(r.Needs)]
	if c.comesFirst(r) {
		return needs
	}
	return append(append(needs, r.Within), r.Follows...)
}

// comesFirst reports whether nodes are down that have to be up before what else is to be done: a management cluster's
// controllers replace nodes that they find down (hazard H44), and their cluster does not get ready without them.
func (c *comparison) comesFirst(r Resource) bool {
	nodes, there := c.observed[r.ID].Attrs.(Nodes)
	return there && len(nodes.Down) > 0 && !c.outcomes[r.ID].renewed
}

// afterLast makes a creation wait until the one that it takes the place of under another name is gone.
func (c *comparison) afterLast(d *drafts, create *Step) {
	if !kinds[rank[create.Resource.ID.Kind]].alone {
		return
	}
	for id, removal := range d.remove {
		if id.Kind == create.Resource.ID.Kind {
			addNeed(create, removal)
		}
	}
}
