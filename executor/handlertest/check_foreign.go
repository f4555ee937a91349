package handlertest

import (
	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
)

func (c *subjectTest) makeForeign() planner.Observed {
	c.Helper()
	c.Foreign(c.T)
	if c.RemoveForeign != nil {
		c.Cleanup(func() { c.RemoveForeign(c.T) })
	}
	o := c.mustFind()
	if o.Owner == c.Lab.Name {
		c.Fatalf("Observe takes somebody else's %s for the lab's own", c.Resource.ID)
	}
	return o
}

func checkForeign(c *subjectTest) {
	before := c.makeForeign()
	r := c.Resource
	if c.Changed != nil {
		r.Attrs = c.Changed
	}
	if err := c.handler.Apply(c.ctx, r, c.report); err == nil {
		c.Error("Apply takes over what belongs to somebody else; want an error")
	}
	c.mustBeUntouched(before)
}

func checkForeignDelete(c *subjectTest) {
	before := c.makeForeign()
	if err := c.handler.Delete(c.ctx, c.Resource, c.report); err == nil {
		c.Error("Delete removes what belongs to somebody else; want an error")
	}
	c.mustBeUntouched(before)
}

func (c *subjectTest) mustBeUntouched(before planner.Observed) {
	c.Helper()
	after := c.mustFind()
	if diff := cmp.Diff(before.Attrs, after.Attrs); diff != "" || before.Owner != after.Owner || after.Phase == planner.Deleting {
		c.Errorf("somebody else's resource was changed: owner %q, then %q (%s)\n%s", before.Owner, after.Owner, after.Phase, diff)
	}
}
