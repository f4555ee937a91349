package executor_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// script is a handler whose methods do what a test says, and nothing by default.
type script struct {
	write, wait func(ctx context.Context, name string, report executor.Report) error
	observe     func() ([]planner.Observed, error)

	mu    sync.Mutex
	calls []string
}

func (s *script) note(call string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, call)
}

func (s *script) do(ctx context.Context, call string, part func(context.Context, string, executor.Report) error,
	r planner.Resource, report executor.Report) error {
	s.note(call + " " + r.ID.Name)
	if part == nil {
		return nil
	}
	return part(ctx, r.ID.Name, report)
}

func (s *script) Observe(context.Context, planner.Wanted) ([]planner.Observed, error) {
	s.note("observe")
	if s.observe == nil {
		return nil, nil
	}
	return s.observe()
}

func (s *script) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	return s.do(ctx, "apply", s.write, r, report)
}

func (s *script) AwaitReady(ctx context.Context, r planner.Resource, report executor.Report) error {
	return s.do(ctx, "await ready", s.wait, r, report)
}

func (s *script) Delete(ctx context.Context, r planner.Resource, report executor.Report) error {
	return s.do(ctx, "delete", s.write, r, report)
}

func (s *script) AwaitGone(ctx context.Context, r planner.Resource, report executor.Report) error {
	return s.do(ctx, "await gone", s.wait, r, report)
}

// handlers serves the kind of the steps below.
func (s *script) handlers() executor.Handlers {
	return executor.Handlers{planner.KindObject: s}
}

// step makes a step to create an object, named by the object.
func step(name string, needs ...planner.StepID) planner.Step {
	return planner.Step{
		ID: planner.StepID(name), Action: planner.Create, Needs: needs,
		Resource: planner.Resource{ID: planner.ID{Kind: planner.KindObject, Name: name}},
	}
}

func plan(steps ...planner.Step) *planner.Plan { return &planner.Plan{Lab: "demo", Steps: steps} }

// alone makes a plan of n steps without needs.
func alone(n int) *planner.Plan {
	p := plan()
	for i := range n {
		p.Steps = append(p.Steps, step(fmt.Sprint(i)))
	}
	return p
}

// record collects events. It has no lock, so the race detector shows calls that overlap.
type record struct{ events []executor.Event }

func (r *record) add(e executor.Event) { r.events = append(r.events, e) }

func (r *record) texts() []string {
	var texts []string
	for _, e := range r.events {
		text := fmt.Sprintf("%s %s", e.Step, e.Type)
		if e.Message != "" {
			text += ": " + e.Message
		}
		texts = append(texts, text)
	}
	return texts
}

func (r *record) of(what executor.EventType) []string {
	var ids []string
	for _, e := range r.events {
		if e.Type == what {
			ids = append(ids, string(e.Step))
		}
	}
	slices.Sort(ids)
	return ids
}

// inVirtualTime runs a test in which time passes only while everybody waits. At its end time passes until even handlers
// that were left behind have returned.
func inVirtualTime(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		defer time.Sleep(24 * time.Hour)
		test(t)
	})
}

func sleep(ctx context.Context, pause time.Duration) error {
	select {
	case <-time.After(pause):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func untilCancelled(ctx context.Context, _ string, _ executor.Report) error {
	<-ctx.Done()
	return ctx.Err()
}
