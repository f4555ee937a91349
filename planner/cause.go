package planner

// cause is what the state of a resource's holder and needs means for the resource.
type cause struct {
	renewed  ID // something it needs, or its holder, is replaced
	changed  ID // what it follows has a step
	unseen   ID // its holder is there but not ready, so that the resource cannot be seen
	holderUp bool
}

func (c *comparison) cause(r Resource) cause {
	found := cause{holderUp: true}
	if holder, wanted := c.wanted[r.Within]; wanted {
		found.holderUp = c.holder(holder, &found)
	}
	found.changed = c.changed(r)
	for _, need := range r.Needs {
		if needed, wanted := c.wanted[need]; wanted && c.decide(needed).renewed && found.renewed == (ID{}) {
			found.renewed = need
		}
	}
	return found
}

// changed is what the resource follows and has a step, if anything has.
func (c *comparison) changed(r Resource) ID {
	for _, id := range r.Follows {
		if followed, wanted := c.wanted[id]; wanted && c.decide(followed).action != "" {
			return id
		}
	}
	if cluster, ok := r.Attrs.(WorkloadCluster); ok {
		if reached, class := c.classChanges(cluster, r.ID.Name); reached.machines() || reached.balancer {
			return class
		}
	}
	return ID{}
}

// holder reports whether the holder is there, or may be there unseen, and stays.
func (c *comparison) holder(holder Resource, found *cause) bool {
	decision := c.decide(holder)
	if decision.renewed {
		found.renewed = holder.ID
	}
	there, exists := c.observed[holder.ID]
	unseen := !exists && decision.action == Ensure
	if unseen || exists && there.Phase != Ready {
		found.unseen = holder.ID
	}
	return (exists || unseen) && !decision.renewed
}
