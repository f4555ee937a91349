package view

import (
	"slices"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/course"
	"github.com/kaaslab/kaaslab/planner"
)

// waiting knows the steps that started and did not end, in the order in which they started.
type waiting struct {
	open []waitingStep
}

type waitingStep struct {
	name    planner.StepID
	started time.Time
	said    time.Time // when its last message was shown
	message string
}

// event takes an event in, and reports whether it is worth a line.
func (w *waiting) event(e executor.Event) bool {
	i := slices.IndexFunc(w.open, func(s waitingStep) bool { return s.name == e.Step })
	switch {
	case e.Type == executor.Started:
		w.open = append(w.open, waitingStep{name: e.Step, started: e.Time})
	case i < 0:
	case e.Type == executor.Progress:
		return w.open[i].say(e)
	case e.Type == executor.Retrying:
		w.open[i].message = course.Said(e)
	default:
		w.open = slices.Delete(w.open, i, i+1)
	}
	return true
}

// say remembers what a step is doing, and reports whether it is time to show it.
func (s *waitingStep) say(e executor.Event) bool {
	s.message = course.Said(e)
	if !s.said.IsZero() && e.Time.Sub(s.said) < pace {
		return false
	}
	s.said = e.Time
	return true
}

// longest is the step that has waited longest, and how many wait.
func (w *waiting) longest() (waitingStep, int) {
	if len(w.open) == 0 {
		return waitingStep{}, 0
	}
	return w.open[0], len(w.open)
}
