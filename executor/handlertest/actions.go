package handlertest

import (
	"context"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// subjectTest is one check under way. Its methods end the check when they fail.
type subjectTest struct {
	*testing.T
	Subject
	ctx     context.Context
	handler executor.Handler
}

func newSubjectTest(t *testing.T, s Subject) *subjectTest {
	ctx, cancel := context.WithTimeout(t.Context(), s.Timeout)
	t.Cleanup(cancel)
	c := &subjectTest{T: t, Subject: s, ctx: ctx, handler: s.New(t)}
	t.Cleanup(c.cleanUp)
	return c
}

// cleanUp leaves the system as the next check expects it. The context of the test is over by now.
func (c *subjectTest) cleanUp() {
	if c.AlwaysThere != "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.Timeout)
	defer cancel()
	if o, found := c.find(ctx); !found || o.Owner != c.Lab.Name {
		return
	}
	if err := c.handler.Delete(ctx, c.Resource, c.report); err != nil {
		c.Errorf("clean up: Delete: %v", err)
	}
	if err := c.handler.AwaitGone(ctx, c.Resource, c.report); err != nil {
		c.Errorf("clean up: AwaitGone: %v", err)
	}
}

// report checks what handlers report: an empty line helps nobody.
func (c *subjectTest) report(message string) {
	if message == "" {
		c.Error("an empty message was reported")
	}
}

func (c *subjectTest) find(ctx context.Context) (planner.Observed, bool) {
	c.Helper()
	return c.findID(ctx, c.Resource.ID)
}

func (c *subjectTest) findID(ctx context.Context, id planner.ID) (planner.Observed, bool) {
	c.Helper()
	observed, err := c.handler.Observe(ctx, planner.Want(c.Lab))
	if err != nil {
		c.Errorf("Observe: %v", err)
	}
	var found []planner.Observed
	for _, o := range observed {
		if o.ID == id {
			found = append(found, o)
		}
	}
	if len(found) > 1 {
		c.Errorf("Observe returns %s %d times", id, len(found))
	}
	if len(found) == 0 {
		return planner.Observed{}, false
	}
	return found[0], true
}

func (c *subjectTest) mustFind() planner.Observed {
	c.Helper()
	o, found := c.find(c.ctx)
	if !found {
		c.Fatalf("Observe does not return %s", c.Resource.ID)
	}
	return o
}

func (c *subjectTest) mustNotFind() {
	c.Helper()
	if o, found := c.find(c.ctx); found {
		c.Fatalf("Observe returns %s, which should not be there: %+v", c.Resource.ID, o)
	}
}

func (c *subjectTest) apply(attrs planner.Attrs) {
	c.Helper()
	r := c.Resource
	r.Attrs = attrs
	if err := c.handler.Apply(c.ctx, r, c.report); err != nil {
		c.Fatalf("Apply: %v", err)
	}
}

func (c *subjectTest) applyReady(attrs planner.Attrs) {
	c.Helper()
	c.apply(attrs)
	if c.Settle != nil {
		c.Settle(c.T)
	}
	r := c.Resource
	r.Attrs = attrs
	if err := c.handler.AwaitReady(c.ctx, r, c.report); err != nil {
		c.Fatalf("AwaitReady: %v", err)
	}
}

func (c *subjectTest) delete() {
	c.Helper()
	if err := c.handler.Delete(c.ctx, c.Resource, c.report); err != nil {
		c.Fatalf("Delete: %v", err)
	}
}

func (c *subjectTest) awaitGone() {
	c.Helper()
	if err := c.handler.AwaitGone(c.ctx, c.Resource, c.report); err != nil {
		c.Fatalf("AwaitGone: %v", err)
	}
}
