// Package course is what becomes of the steps of a plan while it runs: one model for all that draw it or count in it.
package course

import (
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/planner"
)

// Course is the steps of a plan, in its order, and how far they are.
type Course struct {
	Steps      []*Step
	byID       map[planner.StepID]*Step
	dependents map[planner.StepID][]*Step
}

// Step is a step and how far it is.
type Step struct {
	ID       planner.StepID
	Action   planner.Action
	Resource planner.ID

	State   executor.EventType // none before it has started; never progress
	Free    time.Time          // when all that it needs had succeeded
	After   planner.StepID     // the last of what it needs
	Begun   time.Time
	Elapsed time.Duration // at its end
	Said    string        // what it does or waits for, or why it ended
	Notes   []Note        // all that it said, in order

	missing int
}

// Note is what a step said from a time on.
type Note struct {
	At    time.Time
	Text  string
	Again bool // what failed, and is tried again
}

// mostNotes of a step are kept. A download says more than anybody looks at.
const mostNotes = 500

// New returns the steps of a plan of which none has begun.
func New(plan *planner.Plan, now time.Time) *Course {
	c := &Course{byID: make(map[planner.StepID]*Step, len(plan.Steps)), dependents: map[planner.StepID][]*Step{}}
	for i := range plan.Steps {
		from := &plan.Steps[i]
		step := &Step{ID: from.ID, Action: from.Action, Resource: from.Resource.ID, missing: len(from.Needs)}
		if step.missing == 0 {
			step.Free = now
		}
		for _, need := range from.Needs {
			c.dependents[need] = append(c.dependents[need], step)
		}
		c.Steps, c.byID[step.ID] = append(c.Steps, step), step
	}
	return c
}

// Event takes in what happened. Of steps that are not in the plan it takes no notice.
func (c *Course) Event(e executor.Event) {
	step := c.byID[e.Step]
	if step == nil {
		return
	}
	switch e.Type {
	case executor.Started:
		step.State, step.Begun = executor.Started, e.Time
	case executor.Progress, executor.Retrying:
		step.note(e)
	default:
		step.State, step.Elapsed, step.Said = e.Type, e.Elapsed, Said(e)
	}
	if e.Type == executor.Succeeded {
		c.free(step, e.Time)
	}
}

func (c *Course) free(ended *Step, at time.Time) {
	for _, step := range c.dependents[ended.ID] {
		if step.missing--; step.missing == 0 {
			step.Free, step.After = at, ended.ID
		}
	}
}

func (s *Step) note(e executor.Event) {
	s.Said = Said(e)
	note := Note{At: e.Time, Text: s.Said, Again: e.Type == executor.Retrying}
	if len(s.Notes) == mostNotes {
		s.Notes[mostNotes-1] = note
		return
	}
	s.Notes = append(s.Notes, note)
}

// TriesAgain reports whether the last that a step said is that it failed and is tried again.
func (s *Step) TriesAgain() bool { return len(s.Notes) > 0 && s.Notes[len(s.Notes)-1].Again }

// Said is what an event says, on one line: some carry their cause as an error only.
func Said(e executor.Event) string {
	text := e.Message
	if text == "" && e.Err != nil {
		text = e.Err.Error()
	}
	return printable.Line(text)
}

// Age is how long a step has been running, or ran.
func (s *Step) Age(now time.Time) time.Duration {
	if s.State == executor.Started {
		return now.Sub(s.Begun)
	}
	return s.Elapsed
}
