package handlertest

import (
	"context"
	"time"

	"github.com/kaaslab/kaaslab/planner"
)

func checkDeleted(c *subjectTest) {
	c.applyReady(c.Resource.Attrs)
	c.delete()
	c.awaitGone()
	c.mustNotFind()
}

func checkDeleteMissing(c *subjectTest) {
	c.delete()
	begun := time.Now()
	c.awaitGone()
	if took := time.Since(begun); took > promptly {
		c.Errorf("AwaitGone took %s for what is not there", took)
	}
}

func checkReadyCancelled(c *subjectTest) {
	c.apply(c.Resource.Attrs)
	c.NeverReady(c.T)
	c.mustEndPromptly("AwaitReady", func(ctx context.Context) error {
		return c.handler.AwaitReady(ctx, c.Resource, c.report)
	})
}

func checkGoneCancelled(c *subjectTest) {
	c.applyReady(c.Resource.Attrs)
	c.NeverGone(c.T)
	c.delete()
	c.mustEndPromptly("AwaitGone", func(ctx context.Context) error {
		return c.handler.AwaitGone(ctx, c.Resource, c.report)
	})
}

// mustEndPromptly lets a wait begin, ends its context, and checks that it fails at once.
func (c *subjectTest) mustEndPromptly(name string, wait func(context.Context) error) {
	c.Helper()
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- wait(ctx) }()
	select {
	case err := <-ended:
		c.Fatalf("%s returned before its context ended: %v", name, err)
	case <-time.After(whileWaiting):
	}
	cancel()
	select {
	case err := <-ended:
		if err == nil {
			c.Errorf("%s returned no error when its context ended", name)
		}
	case <-time.After(promptly):
		c.Errorf("%s did not end within %s of its context", name, promptly)
	}
}

func checkBroken(c *subjectTest) {
	broken := c.Broken(c.T)
	if observed, err := broken.Observe(c.ctx, planner.Want(c.Lab)); err == nil {
		c.Errorf("Observe returned %d resources and no error", len(observed))
	}
	if err := broken.Apply(c.ctx, c.Resource, c.report); err == nil {
		c.Error("Apply returned no error")
	}
}
