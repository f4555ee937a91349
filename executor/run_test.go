package executor_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

func TestStepsRunInOrder(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s, r := &script{}, &record{}
		gone := step("c", "b")
		gone.Action = planner.Delete
		err := executor.Run(t.Context(), plan(step("b", "a"), step("a"), gone), s.handlers(), executor.Options{Events: r.add})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"apply a", "await ready a", "apply b", "await ready b", "delete c", "await gone c"}
		if diff := cmp.Diff(want, s.calls); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
		events := []string{"a started", "a succeeded", "b started", "b succeeded", "c started", "c succeeded"}
		if diff := cmp.Diff(events, r.texts()); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

func TestEmptyPlan(t *testing.T) {
	stopped := make(chan struct{})
	close(stopped)
	if err := executor.Run(t.Context(), plan(), nil, executor.Options{Stop: stopped}); err != nil {
		t.Errorf("nothing to do is done: %v", err)
	}
}

// TestParallel: 10 writes of a second, 3 at a time, take 4 seconds; the waits of a minute all overlap.
func TestParallel(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		var writing, most atomic.Int32
		s := &script{
			write: func(ctx context.Context, _ string, _ executor.Report) error {
				defer writing.Add(-1)
				if now := writing.Add(1); now > most.Load() {
					most.Store(now)
				}
				return sleep(ctx, time.Second)
			},
			wait: func(ctx context.Context, _ string, _ executor.Report) error { return sleep(ctx, time.Minute) },
		}
		begun := time.Now()
		if err := executor.Run(t.Context(), alone(10), s.handlers(), executor.Options{Parallel: 3}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != 64*time.Second || most.Load() != 3 {
			t.Errorf("took %s with %d writes at a time, want 1m4s with 3", took, most.Load())
		}
	})
}

func TestFailureSkipsOnlyDependents(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		boom := executor.Final(errors.New("boom"))
		s, r := &script{write: func(_ context.Context, name string, _ executor.Report) error {
			if name == "bad" {
				return boom
			}
			return nil
		}}, &record{}
		p := plan(step("bad"), step("b", "bad"), step("c", "b", "good"), step("good"), step("d", "good"))
		err := executor.Run(t.Context(), p, s.handlers(), executor.Options{Events: r.add})
		var incomplete *executor.Incomplete
		if !errors.As(err, &incomplete) || !errors.Is(err, boom) {
			t.Fatalf("got %v, want an *Incomplete with boom", err)
		}
		if diff := cmp.Diff([]planner.StepID{"b", "c"}, incomplete.Skipped); diff != "" {
			t.Errorf("skipped (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"d", "good"}, r.of(executor.Succeeded)); diff != "" {
			t.Errorf("succeeded (-want +got):\n%s", diff)
		}
		if !slices.Contains(r.texts(), "c skipped: needs bad, which failed") {
			t.Errorf("no event says why c is skipped: %q", r.texts())
		}
		want := "1 step failed: bad: boom; skipped 2 steps because of that; run the same command again to finish"
		if err.Error() != want {
			t.Errorf("error is %q, want %q", err, want)
		}
	})
}

// patchy waits for what is lost, and for nothing else.
type patchy struct {
	*script
	on planner.ID
}

func (p patchy) AwaitRest(ctx context.Context, _ planner.Resource, report executor.Report, lost executor.Lost) error {
	for ctx.Err() == nil {
		if why := lost(p.on); why != nil {
			return fmt.Errorf("nowhere else: %w", why)
		}
		report("waiting")
		if err := sleep(ctx, time.Second); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// TestWhatIsLostIsNotWaitedFor: a step that waits for something whose step fails meanwhile, or was skipped, ends with what needs it.
func TestWhatIsLostIsNotWaitedFor(t *testing.T) {
	for _, on := range []string{"bad", "below"} {
		inVirtualTime(t, func(t *testing.T) {
			s, r := &script{wait: func(ctx context.Context, name string, _ executor.Report) error {
				if err := sleep(ctx, time.Minute); err != nil || name != "bad" {
					return err
				}
				return executor.Final(errors.New("boom"))
			}}, &record{}
			p := plan(step("bad"), step("below", "bad"), step("waits"), step("last", "waits"))
			p.Steps[2].Resource.ID.Kind = planner.KindClusterProfile
			handlers := s.handlers()
			handlers[planner.KindClusterProfile] = patchy{s, step(on).Resource.ID}
			begun := time.Now()
			err := executor.Run(t.Context(), p, handlers, executor.Options{Events: r.add})
			var incomplete *executor.Incomplete
			if !errors.As(err, &incomplete) || len(incomplete.Failed) != 1 || time.Since(begun) > 2*time.Minute {
				t.Fatalf("got %v after %s, want one failure at once", err, time.Since(begun))
			}
			if diff := cmp.Diff([]planner.StepID{"below", "waits", "last"}, incomplete.Skipped); diff != "" {
				t.Errorf("skipped (-want +got):\n%s", diff)
			}
			if !slices.Contains(r.texts(), "waits skipped: needs bad, which failed") {
				t.Errorf("no event says what is missing: %q", r.texts())
			}
		})
	}
}

func TestPanicFailsTheStep(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s := &script{wait: func(context.Context, string, executor.Report) error { panic("no such thing") }}
		err := executor.Run(t.Context(), alone(1), s.handlers(), executor.Options{})
		var panicked *executor.Panic
		if !errors.As(err, &panicked) || !strings.Contains(string(panicked.Stack), "TestPanicFailsTheStep") {
			t.Errorf("got %v, want a *Panic with the stack of the handler", err)
		}
	})
}

func TestNoWait(t *testing.T) {
	inVirtualTime(t, func(t *testing.T) {
		s := &script{}
		if err := executor.Run(t.Context(), plan(step("a"), step("b", "a")), s.handlers(), executor.Options{NoWait: true}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"apply a", "await ready a", "apply b"}, s.calls); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
	})
}

func TestBadPlansAreRefused(t *testing.T) {
	for want, p := range map[string]*planner.Plan{
		`step "a" needs "b", which is not in the plan`:    plan(step("a", "b")),
		`step "a" needs itself through others`:            plan(step("a", "b"), step("b", "a")),
		`step "a" is in the plan twice`:                   plan(step("a"), step("a")),
		`cannot handle network, which the plan has steps`: plan(planner.Step{Resource: planner.Resource{ID: planner.ID{Kind: planner.KindNetwork}}}),
	} {
		s := &script{}
		err := executor.Run(t.Context(), p, s.handlers(), executor.Options{})
		if err == nil || !strings.Contains(err.Error(), want) || len(s.calls) > 0 {
			t.Errorf("got %v after %v, want %q and no call", err, s.calls, want)
		}
	}
}
