// Package timeline draws who waited for what, from when to when, while plans ran.
package timeline

import (
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/course"
	"github.com/kaaslab/kaaslab/planner"
)

// Timeline takes in what happens in a run. What it is given has to have passed the border: it is drawn as it is. It
// implements view.Progress.
type Timeline struct {
	title      string
	begun, now time.Time
	runs       []*course.Course
}

// New returns the timeline of a run that has a title.
func New(title string) *Timeline { return &Timeline{title: title} }

// Begin says that a plan is about to run. A run can have several, one after the other.
func (t *Timeline) Begin(plan *planner.Plan, now time.Time) {
	if t.Empty() {
		t.begun = now
	}
	t.Tick(now)
	t.runs = append(t.runs, course.New(plan, now))
}

// Empty reports whether nothing has run.
func (t *Timeline) Empty() bool { return len(t.runs) == 0 }

// Event implements view.Progress.
func (t *Timeline) Event(e executor.Event) {
	t.Tick(e.Time)
	t.runs[len(t.runs)-1].Event(e)
}

// Tick implements view.Progress.
func (t *Timeline) Tick(now time.Time) {
	if now.After(t.now) {
		t.now = now
	}
}

// steps are those of all plans.
func (t *Timeline) steps() []*course.Step {
	var steps []*course.Step
	for _, run := range t.runs {
		steps = append(steps, run.Steps...)
	}
	return steps
}
