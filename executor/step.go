package executor

import (
	"context"
	"fmt"
	"time"

	"github.com/kaaslab/kaaslab/planner"
)

// stepRun is one step under way.
type stepRun struct {
	*run
	node    *node
	handler Handler
	hasSlot bool
}

func (s *stepRun) do() error {
	if err := s.doWrite(); err != nil {
		return err
	}
	if s.options.NoWait && len(s.node.dependents) == 0 {
		return nil
	}
	return s.doWait()
}

func (s *stepRun) doWrite() error {
	limit := s.options.WriteTimeout
	ctx, cancel := context.WithTimeout(s.writes, limit)
	defer cancel()
	return s.try(s.writes, ctx, s.write, func(err error) error {
		return &Timeout{Doing: "the write", After: limit, Last: s.node.track.lastMessage(), Err: err}
	})
}

// doWait counts its limit from here on: before, the step may have waited long for its turn.
func (s *stepRun) doWait() error {
	p, ctx, release := newPatience(s.waits, s.options.ReadyTimeout)
	defer release()
	s.node.track.listen(p.hear)
	defer s.node.track.listen(nil)
	return s.try(s.waits, ctx, s.wait, func(err error) error {
		s.node.track.listen(nil)
		return p.ranOut("waiting until it is "+s.awaited(), s.node.track.lastMessage(), err)
	})
}

// try calls a half of the step until it succeeds, fails for good, goes over its deadline or is interrupted.
func (s *stepRun) try(base, ctx context.Context, half func(context.Context) error, tooLong func(error) error) error {
	tries := attempts{retry: s.options.Retry, handler: s.handler}
	for {
		err := half(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() == nil {
			pause, final := tries.failed(err)
			if final != nil {
				return final
			}
			s.rest(ctx, err, pause)
		}
		switch {
		case base.Err() != nil || s.interrupted():
			return s.cutShort()
		case ctx.Err() != nil:
			return tooLong(err)
		}
	}
}

// rest is over early when the step has to end: an interruption starts nothing new, and that is what another try is.
func (s *stepRun) rest(ctx context.Context, err error, pause time.Duration) {
	if s.interrupted() {
		return
	}
	s.node.track.retrying(err, pause)
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-s.waits.Done():
	}
}

func (s *stepRun) cutShort() error {
	if last := s.node.track.lastMessage(); last != "" {
		return fmt.Errorf("%w; last: %s", errInterrupted, last)
	}
	return errInterrupted
}

// write holds a slot only while it writes, so that a step which will be tried again keeps no other from its turn.
func (s *stepRun) write(ctx context.Context) error {
	if err := s.takeSlot(ctx); err != nil {
		return err
	}
	defer s.freeSlot()
	if s.node.step.Action == planner.Delete {
		return s.call(ctx, s.handler.Delete)
	}
	return s.call(ctx, s.handler.Apply)
}

func (s *stepRun) wait(ctx context.Context) error {
	if s.node.step.Action == planner.Delete {
		return s.call(ctx, s.handler.AwaitGone)
	}
	if patchy, is := s.handler.(Patchy); is {
		return s.call(ctx, func(ctx context.Context, r planner.Resource, report Report) error {
			return patchy.AwaitRest(ctx, r, report, s.whyLost)
		})
	}
	return s.call(ctx, s.handler.AwaitReady)
}

func (s *stepRun) awaited() string {
	if s.node.step.Action == planner.Delete {
		return "gone"
	}
	return "ready"
}

func (s *stepRun) call(ctx context.Context, method func(context.Context, planner.Resource, Report) error) error {
	_, err := call(ctx, func() (struct{}, error) {
		return struct{}{}, method(ctx, s.node.step.Resource, s.node.track.progress)
	})
	return Classify(s.node.step.Resource.ID.Kind, s.locate(err))
}

// locate names the line that the resource is written on: that is where whoever reads the error goes next.
func (s *stepRun) locate(err error) error {
	if from := s.node.step.Resource.From; err != nil && from != "" {
		return fmt.Errorf("%s: %w", from, err)
	}
	return err
}

// takeSlot takes none at first: the loop has already taken one to start the step.
func (s *stepRun) takeSlot(ctx context.Context) error {
	if s.hasSlot {
		return nil
	}
	select {
	case s.slots <- struct{}{}:
		s.hasSlot = true
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.waits.Done():
		return errInterrupted
	}
}

func (s *stepRun) freeSlot() {
	s.hasSlot = false
	<-s.slots
}
