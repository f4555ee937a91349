package planner

// holderThere is the management cluster that holds what was observed. It has another name than the wanted one when the lab
// file renames it.
func (c *comparison) holderThere() ID {
	wanted, found := managementID(c.lab), ID{}
	for _, o := range c.there {
		if o.ID.Kind == KindManagementCluster && (found == ID{} || o.ID == wanted) {
			found = o.ID
		}
	}
	return found
}

// place completes an observation with what its observer does not know: which management cluster holds it.
func place(o *Observed, holder ID) {
	if o.Within == (ID{}) && HolderOf(o.ID.Kind) == KindManagementCluster {
		o.Within = holder
	}
}

// unwantedHolder reports whether what holds the resource is not wanted any more.
func (c *comparison) unwantedHolder(o Observed) bool {
	holder, exists := c.observed[o.Within]
	return exists && c.unwanted(holder)
}
