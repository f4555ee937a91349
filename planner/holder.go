package planner

// holderThere is the management cluster that holds what was observed: the wanted one, else one that was looked into. It has
// another name than the wanted one when the lab file renames it.
func (c *comparison) holderThere() ID {
	var found *Observed
	for i := range c.there {
		if o := &c.there[i]; o.ID.Kind == KindManagementCluster && (found == nil || c.comesBefore(o, found)) {
			found = o
		}
	}
	if found == nil {
		return ID{}
	}
	return found.ID
}

func (c *comparison) comesBefore(a, b *Observed) bool {
	wanted := managementID(c.lab)
	switch {
	case a.ID == wanted || b.ID == wanted:
		return a.ID == wanted
	case a.Closed != b.Closed:
		return b.Closed
	}
	return compareIDs(a.ID, b.ID) < 0
}

// place completes an observation with what its observer does not know: which management cluster holds it. An observer that
// took the name from the lab file names one that is not there, while the file renames it.
func (c *comparison) place(o *Observed, holder ID) {
	if HolderOf(o.ID.Kind) != KindManagementCluster {
		return
	}
	if _, there := c.observed[o.Within]; !there || o.Within == (ID{}) {
		o.Within = holder
	}
}

// unwantedHolder reports whether what holds the resource is not wanted any more.
func (c *comparison) unwantedHolder(o Observed) bool {
	holder, exists := c.observed[o.Within]
	return exists && c.unwanted(holder)
}
