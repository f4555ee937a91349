package planner

// connectRemovals makes each deletion wait until nothing uses the resource any more: until its users are deleted, or
// changed so that they use something else. A deletion takes over what has to go before the things that vanish with it.
func (c *comparison) connectRemovals(d *drafts) {
	if len(d.remove) == 0 {
		return
	}
	byKind := d.removalsByKind()
	for _, user := range c.there {
		for _, used := range c.uses(user) {
			c.connect(d, user, used)
		}
		if own := d.remove[user.ID]; own != nil {
			outlast(own, kinds[rank[user.ID.Kind]].outlast, byKind)
			afterHolder(own, d)
		}
	}
	d.orderObjects()
}

// uses lists what a resource needs, as it is there and as it is wanted, and its holder.
func (c *comparison) uses(user Observed) []ID {
	uses := append(user.Needs[:len(user.Needs):len(user.Needs)], c.wanted[user.ID].Needs...)
	return append(uses, user.Within)
}

func (c *comparison) connect(d *drafts, user Observed, used ID) {
	remover := c.remover(used, d)
	if remover == nil {
		return
	}
	if first := c.remover(user.ID, d); first != nil {
		addNeed(remover, first)
		return
	}
	if update := d.apply[user.ID]; update != nil && d.apply[used] == nil {
		addNeed(remover, update)
	}
}

// remover is the step with which a resource goes: its own deletion, or that of what holds it.
func (c *comparison) remover(id ID, d *drafts) *Step {
	for {
		if step := d.remove[id]; step != nil {
			return step
		}
		there, exists := c.observed[id]
		if !exists || there.Outlives || there.Within == (ID{}) {
			return nil
		}
		id = there.Within
	}
}

// afterHolder makes the deletion of what a holder holds wait until the holder is ready again, if the holder changes.
func afterHolder(own *Step, d *drafts) {
	if create := d.apply[own.Resource.Within]; create != nil && create.Action == Create && !own.Resource.Outlives {
		addNeed(create, own) // what is left of an earlier holder is not for the next one
	}
	if update := d.apply[own.Resource.Within]; update != nil && update.Action != Create {
		addNeed(own, update)
	}
}

func (d *drafts) removalsByKind() map[Kind][]*Step {
	byKind := map[Kind][]*Step{}
	for id, step := range d.remove {
		byKind[id.Kind] = append(byKind[id.Kind], step)
	}
	return byKind
}

// outlast makes the deletions of other kinds wait for a step.
func outlast(first *Step, others []Kind, byKind map[Kind][]*Step) {
	for _, other := range others {
		for _, later := range byKind[other] {
			addNeed(later, first)
		}
	}
}

// addNeed may add a need twice; inOrder removes what is double.
func addNeed(step, need *Step) {
	if step != need {
		step.Needs = append(step.Needs, need.ID)
	}
}
