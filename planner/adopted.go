package planner

// staysAdopted reports whether a resource is one that the lab took over and does not want any more: it is left.
func (c *comparison) staysAdopted(o Observed) bool {
	_, wanted := c.wanted[o.ID]
	return o.Adopted && !wanted && o.Owner == c.lab.Name
}

// keep finds the ConfigMaps and Secrets that the lab made for profiles which stay: without what it installs, a profile would be withdrawn
// from its clusters.
func (c *comparison) keep() {
	c.kept = map[ID]ID{}
	for _, o := range c.there {
		if !c.staysAdopted(o) {
			continue
		}
		for _, need := range o.Needs {
			made, there := c.observed[need]
			if _, wanted := c.wanted[need]; (need.Kind == KindConfigMap || need.Kind == KindSecret) && there && !wanted && made.Owner == c.lab.Name {
				c.kept[need] = o.ID
			}
		}
	}
}
