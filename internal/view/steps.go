package view

import (
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/course"
	"github.com/kaaslab/kaaslab/planner"
)

// Steps is what becomes of the steps of a plan while it runs, for a picture that is drawn again and again.
type Steps struct {
	style    Style
	started  time.Time
	now      time.Time
	kinds    []*kindOfSteps
	course   *course.Course
	stopping bool
	over     bool
}

// kindOfSteps are the steps of one kind of resource, in the order of the plan.
type kindOfSteps struct {
	kind  planner.Kind
	steps []*course.Step
}

// NewSteps returns the steps of a plan of which none has begun.
func NewSteps(plan *planner.Plan, style Style, now time.Time) *Steps {
	s := &Steps{style: style, started: now, now: now, course: course.New(plan, now)}
	kinds := map[planner.Kind]*kindOfSteps{}
	for _, step := range s.course.Steps {
		of := kinds[step.Resource.Kind]
		if of == nil {
			of = &kindOfSteps{kind: step.Resource.Kind}
			kinds[of.kind], s.kinds = of, append(s.kinds, of)
		}
		of.steps = append(of.steps, step)
	}
	return s
}

// Event implements Progress.
func (s *Steps) Event(e executor.Event) {
	s.now = latest(s.now, e.Time)
	s.course.Event(e)
}

// Tick implements Progress.
func (s *Steps) Tick(now time.Time) { s.now = latest(s.now, now) }

// Stopping implements Stopper.
func (s *Steps) Stopping() { s.stopping = true }

// Finish says that nothing more comes. What is drawn from now on is a summary.
func (s *Steps) Finish() { s.over = true }

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// count counts the steps of a kind in a state.
func (k *kindOfSteps) count(state executor.EventType) int {
	n := 0
	for _, step := range k.steps {
		if step.State == state {
			n++
		}
	}
	return n
}

// in lists the steps of a kind in a state.
func (k *kindOfSteps) in(state executor.EventType) []*course.Step {
	var steps []*course.Step
	for _, step := range k.steps {
		if step.State == state {
			steps = append(steps, step)
		}
	}
	return steps
}
