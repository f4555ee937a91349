package view

import (
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// Steps is what becomes of the steps of a plan while it runs, for a picture that is drawn again and again.
type Steps struct {
	style    Style
	started  time.Time
	now      time.Time
	kinds    []*kindOfSteps
	byID     map[planner.StepID]*runningStep
	stopping bool
	over     bool
}

// kindOfSteps are the steps of one kind of resource, in the order of the plan.
type kindOfSteps struct {
	kind  planner.Kind
	steps []*runningStep
}

// runningStep is a step and how far it is.
type runningStep struct {
	action  planner.Action
	id      planner.ID
	state   executor.EventType // none before it has started; never progress
	begun   time.Time
	elapsed time.Duration // at its end
	said    string        // what it does or waits for, or why it ended
}

// NewSteps returns the steps of a plan of which none has begun.
func NewSteps(plan *planner.Plan, style Style, now time.Time) *Steps {
	s := &Steps{style: style, started: now, now: now, byID: make(map[planner.StepID]*runningStep, len(plan.Steps))}
	kinds := map[planner.Kind]*kindOfSteps{}
	for i := range plan.Steps {
		step := &plan.Steps[i]
		of := kinds[step.Resource.ID.Kind]
		if of == nil {
			of = &kindOfSteps{kind: step.Resource.ID.Kind}
			kinds[of.kind], s.kinds = of, append(s.kinds, of)
		}
		running := &runningStep{action: step.Action, id: step.Resource.ID}
		of.steps, s.byID[step.ID] = append(of.steps, running), running
	}
	return s
}

// Event implements Progress.
func (s *Steps) Event(e executor.Event) {
	s.now = latest(s.now, e.Time)
	step := s.byID[e.Step]
	if step == nil {
		return
	}
	switch e.Type {
	case executor.Started:
		step.state, step.begun = executor.Started, e.Time
	case executor.Progress, executor.Retrying:
		step.said = oneLine(message(e))
	default:
		step.state, step.elapsed, step.said = e.Type, e.Elapsed, oneLine(message(e))
	}
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

// age is how long a step has been running, or ran.
func (r *runningStep) age(now time.Time) time.Duration {
	if r.state == executor.Started {
		return now.Sub(r.begun)
	}
	return r.elapsed
}

// count counts the steps of a kind in a state.
func (k *kindOfSteps) count(state executor.EventType) int {
	n := 0
	for _, step := range k.steps {
		if step.state == state {
			n++
		}
	}
	return n
}

// in lists the steps of a kind in a state.
func (k *kindOfSteps) in(state executor.EventType) []*runningStep {
	var steps []*runningStep
	for _, step := range k.steps {
		if step.state == state {
			steps = append(steps, step)
		}
	}
	return steps
}
