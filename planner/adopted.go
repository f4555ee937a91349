package planner

import "maps"

// staysAdopted reports whether a resource is one that the lab took over and does not want any more: it is left.
func (c *comparison) staysAdopted(o Observed) bool {
	_, wanted := c.wanted[o.ID]
	return o.Adopted && !wanted && o.Owner == c.lab.Name
}

// keep finds what the lab made and must leave with what stays: the ConfigMaps and Secrets of profiles, which would be withdrawn from
// their clusters without what they install; a class that somebody else's cluster is made from, such as a copy of one of the
// lab's; and the lab's identity, without which nothing tells whose the marks on all that are.
func (c *comparison) keep() {
	c.kept = map[ID]ID{}
	for _, o := range c.there {
		if adopted := c.staysAdopted(o); !adopted && !c.othersWithin(o) {
			continue
		} else if adopted {
			c.keepFor(o.ID, IdentityID(c.lab.Name))
		}
		for _, need := range o.Needs {
			if need.Kind == KindConfigMap || need.Kind == KindSecret || need.Kind == KindClusterClass {
				c.keepFor(o.ID, need)
			}
		}
	}
	for _, user := range maps.Clone(c.kept) {
		c.keepFor(user, IdentityID(c.lab.Name))
	}
}

// othersWithin reports whether a resource is somebody else's in a management cluster that may stay.
func (c *comparison) othersWithin(o Observed) bool {
	return o.Within != (ID{}) && o.Owner != c.lab.Name && o.Owner != Unowned
}

// keepFor notes of several that need the same thing the first, whatever the order in which they were seen.
func (c *comparison) keepFor(user, need ID) {
	_, wanted := c.wanted[need]
	if before, kept := c.kept[need]; wanted || c.observed[need].Owner != c.lab.Name || kept && compareIDs(before, user) < 0 {
		return
	}
	c.kept[need] = user
}
