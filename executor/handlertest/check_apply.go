package handlertest

import (
	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
)

func checkNothing(c *subjectTest) { c.mustNotFind() }

// checkAccepted: if the run ends before the wait does, the next run must see what was begun.
func checkAccepted(c *subjectTest) {
	c.apply(c.Resource.Attrs)
	c.mustFind()
	// What controllers still do with it would meet what the next check makes under the same name.
	c.applyReady(c.Resource.Attrs)
}

func checkApplied(c *subjectTest) {
	c.applyReady(c.Resource.Attrs)
	c.mustBe(c.Resource.Attrs)
}

// mustBe checks that a plan would have nothing to do.
func (c *subjectTest) mustBe(attrs planner.Attrs) planner.Observed {
	c.Helper()
	o := c.mustFind()
	if changes := planner.Diff(o.Attrs, attrs); len(changes) > 0 {
		c.Errorf("observed attributes differ from the applied ones: %v", changes)
	}
	if o.Phase != planner.Ready {
		c.Errorf("phase is %q (%s) after AwaitReady, want %q", o.Phase, o.Detail, planner.Ready)
	}
	if c.AlwaysThere == "" && o.Owner != c.Lab.Name {
		c.Errorf("owner is %q, want the lab's name, %q", o.Owner, c.Lab.Name)
	}
	return o
}

func checkRepeat(c *subjectTest) {
	c.applyReady(c.Resource.Attrs)
	first := c.mustBe(c.Resource.Attrs)
	c.applyReady(c.Resource.Attrs)
	if diff := cmp.Diff(first.Attrs, c.mustBe(c.Resource.Attrs).Attrs); diff != "" {
		c.Errorf("applying the same again changed (-before +after):\n%s", diff)
	}
}

func checkChanged(c *subjectTest) {
	c.applyReady(c.Resource.Attrs)
	if len(planner.Diff(c.mustFind().Attrs, c.Changed)) == 0 {
		c.Fatal("the subject's Changed does not differ from what is there")
	}
	c.applyReady(c.Changed)
	c.mustBe(c.Changed)
}

func checkDrift(c *subjectTest) {
	c.applyReady(c.Resource.Attrs)
	c.Drift(c.T)
	o, found := c.find(c.ctx)
	if found && o.Phase == planner.Ready && len(planner.Diff(o.Attrs, c.Resource.Attrs)) == 0 {
		c.Error("Observe does not show the drift")
	}
	c.applyReady(c.Resource.Attrs)
	c.mustBe(c.Resource.Attrs)
}
