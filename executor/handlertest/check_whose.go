package handlertest

import (
	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
)

// checkCopy: a copy is named and not the lab's, cannot be changed or deleted as if it were, and outlives what it is a copy
// of.
func checkCopy(c *subjectTest) {
	c.applyReady(c.Resource.Attrs)
	before := c.mustBeNamed(c.Copy(c.T))
	copied := before.Resource
	if o, found := c.find(c.ctx); !found || o.Owner != c.Lab.Name {
		c.Errorf("beside its copy, %s is there: %v, and belongs to %q", c.Resource.ID, found, o.Owner)
	}
	if err := c.handler.Apply(c.ctx, copied, c.report); err == nil {
		c.Error("Apply takes over the copy; want an error")
	}
	if err := c.handler.Delete(c.ctx, copied, c.report); err == nil {
		c.Error("Delete removes the copy; want an error")
	}
	c.delete()
	c.awaitGone()
	after, seen := c.findID(c.ctx, copied.ID) // a handler need not look for a kind that the lab has nothing of
	if diff := cmp.Diff(before.Attrs, after.Attrs); seen && (diff != "" || after.Phase == planner.Deleting) {
		c.Errorf("the copy was changed (%s):\n%s", after.Phase, diff)
	}
}

// mustBeNamed checks that something is seen, is not the lab's, and that a person is told so.
func (c *subjectTest) mustBeNamed(id planner.ID) planner.Observed {
	c.Helper()
	o, found := c.findID(c.ctx, id)
	switch {
	case !found:
		c.Fatalf("Observe does not return the copy, %s", id)
	case o.Owner == c.Lab.Name || o.Owner == planner.Unowned || o.Adopted:
		c.Fatalf("Observe takes the copy for the lab's: owner %q, adopted %v", o.Owner, o.Adopted)
	case len(o.Notes) == 0:
		c.Errorf("no note says what %s is", id)
	}
	return o
}

func checkLookAlike(c *subjectTest) {
	c.LookAlike(c.T)
	if c.RemoveForeign != nil {
		c.Cleanup(func() { c.RemoveForeign(c.T) })
	}
	before := c.mustFind()
	if before.Owner == c.Lab.Name || before.Owner == planner.Unowned {
		c.Fatalf("Observe takes what another lab of that name has made for the lab's: owner %q", before.Owner)
	}
	r := c.Resource
	if c.Changed != nil {
		r.Attrs = c.Changed
	}
	if err := c.handler.Apply(c.ctx, r, c.report); err == nil {
		c.Error("Apply takes over what another lab of that name has made; want an error")
	}
	if err := c.handler.Delete(c.ctx, r, c.report); err == nil {
		c.Error("Delete removes what another lab of that name has made; want an error")
	}
	c.mustBeUntouched(before)
}

// checkVanishing: what somebody removes meanwhile is not there, which is no error of who looks or removes.
func checkVanishing(c *subjectTest) {
	c.applyReady(c.Resource.Attrs)
	if err := c.Vanishing(c.T).Delete(c.ctx, c.Resource, c.report); err != nil {
		c.Errorf("Delete of what goes away meanwhile: %v", err)
	}
	c.mustNotFind()
	c.applyReady(c.Resource.Attrs)
	if _, err := c.Vanishing(c.T).Observe(c.ctx, planner.Want(c.Lab)); err != nil {
		c.Errorf("Observe of what goes away meanwhile: %v", err)
	}
}

// checkAppearing: who was faster keeps what is theirs.
func checkAppearing(c *subjectTest) {
	if c.RemoveForeign != nil {
		c.Cleanup(func() { c.RemoveForeign(c.T) })
	}
	late := c.Appearing(c.T)
	if err := late.Apply(c.ctx, c.Resource, c.report); err == nil {
		c.Error("Apply takes over what has appeared meanwhile; want an error")
	}
	before := c.mustFind()
	if before.Owner == c.Lab.Name {
		c.Errorf("what has appeared meanwhile belongs to lab %s now", before.Owner)
	}
	if err := late.Apply(c.ctx, c.Resource, c.report); err == nil {
		c.Error("the next Apply takes over what has appeared; want an error")
	}
	c.mustBeUntouched(before)
}
