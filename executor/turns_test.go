package executor_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// rationed are objects of which a few may be under way at a time. Those that are called after the ration "free" are not.
type rationed struct {
	*script
	limit int
}

func (r rationed) Share(of planner.Resource) executor.Share {
	switch of.ID.Name {
	case "free":
		return executor.Share{}
	case "large":
		return executor.Share{Of: "processors", Part: 1}
	}
	return executor.Share{Of: "processors", Part: 1 / float64(r.limit)}
}

// crowd counts who waits at the same time.
type crowd struct{ now, most atomic.Int64 }

func (c *crowd) wait(ctx context.Context, _ string, _ executor.Report) error {
	defer c.now.Add(-1)
	c.most.Store(max(c.most.Load(), c.now.Add(1)))
	return sleep(ctx, 6*time.Minute)
}

func TestAFewAtATimeUntilTheyAreReady(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		var crowd crowd
		s := rationed{&script{wait: crowd.wait}, 3}
		start := time.Now()
		err := executor.Run(t.Context(), alone(12), executor.Handlers{planner.KindObject: s}, executor.Options{ReadyTimeout: 10 * time.Minute})
		if err != nil {
			t.Error("the limit of a wait began before its turn:", err)
		}
		if most, took := crowd.most.Load(), time.Since(start); most != 3 || took != 24*time.Minute {
			t.Errorf("%d were under way at once, want 3; all took %s, want 24m", most, took)
		}
	})
}

func TestOthersPassThoseThatWaitForTheirTurn(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		var crowd crowd
		s := rationed{&script{wait: crowd.wait}, 1}
		p := plan(step("a"), step("b"), step("free"))
		if err := executor.Run(t.Context(), p, executor.Handlers{planner.KindObject: s}, executor.Options{}); err != nil {
			t.Error(err)
		}
		if most := crowd.most.Load(); most != 2 {
			t.Errorf("%d were under way at once, want one that is rationed and the free one", most)
		}
	})
}

func TestWhatIsRemovedWaitsForNoTurn(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		var crowd crowd
		s := rationed{&script{wait: crowd.wait}, 1}
		p := alone(5)
		for i := range p.Steps {
			p.Steps[i].Action = planner.Delete
		}
		if err := executor.Run(t.Context(), p, executor.Handlers{planner.KindObject: s}, executor.Options{}); err != nil {
			t.Error(err)
		}
		if most := crowd.most.Load(); most != 5 {
			t.Errorf("%d were removed at once, want all 5", most)
		}
	})
}

func TestATurnIsGivenBackByAStepThatFails(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s := rationed{&script{wait: func(_ context.Context, name string, _ executor.Report) error {
			return executor.Final(fmt.Errorf("%s is broken", name))
		}}, 1}
		var incomplete *executor.Incomplete
		err := executor.Run(t.Context(), alone(3), executor.Handlers{planner.KindObject: s}, executor.Options{})
		if !errors.As(err, &incomplete) || len(incomplete.Failed) != 3 {
			t.Errorf("want three failures, got: %v", err)
		}
	})
}

func TestAnInterruptionStartsNobodyWhoWaitsForATurn(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		stop := make(chan struct{})
		s := rationed{&script{wait: func(ctx context.Context, name string, report executor.Report) error {
			close(stop)
			return untilCancelled(ctx, name, report)
		}}, 1}
		var interrupted *executor.Interrupted
		err := executor.Run(t.Context(), alone(3), executor.Handlers{planner.KindObject: s}, executor.Options{Stop: stop})
		if !errors.As(err, &interrupted) || len(interrupted.Unfinished) != 1 || len(interrupted.NotStarted) != 2 {
			t.Errorf("want one unfinished and two not started, got: %v", err)
		}
	})
}

// started tells in which order steps began.
func started(r *record) []string {
	var names []string
	for _, e := range r.events {
		if e.Type == executor.Started {
			names = append(names, string(e.Step))
		}
	}
	return names
}

// TestWhatIsHalfMadeComesFirst: a run that goes on where another was interrupted begins nothing new before.
func TestWhatIsHalfMadeComesFirst(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		var crowd crowd
		r, p := &record{}, plan(step("new-1", "class"), step("half-1", "class"), step("new-2", "class"), step("half-2", "class"), step("class"))
		p.Steps[1].Action, p.Steps[3].Action = planner.Ensure, planner.Update
		s := rationed{&script{wait: crowd.wait}, 1}
		if err := executor.Run(t.Context(), p, executor.Handlers{planner.KindObject: s}, executor.Options{Events: r.add}); err != nil {
			t.Error(err)
		}
		if got, want := started(r), []string{"class", "half-1", "half-2", "new-1", "new-2"}; !slices.Equal(got, want) {
			t.Errorf("began %q, want %q", got, want)
		}
	})
}

// TestALargeOneIsNotPassed: small ones that come after it would take what it waits for, again and again.
func TestALargeOneIsNotPassed(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		var crowd crowd
		r, p := &record{}, plan(step("a"), step("large"), step("b"), step("free"))
		s := rationed{&script{wait: crowd.wait}, 2}
		if err := executor.Run(t.Context(), p, executor.Handlers{planner.KindObject: s}, executor.Options{Events: r.add}); err != nil {
			t.Error(err)
		}
		if got, want := started(r), []string{"a", "free", "large", "b"}; !slices.Equal(got, want) {
			t.Errorf("began %q, want %q", got, want)
		}
	})
}
