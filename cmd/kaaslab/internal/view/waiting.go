package view

import (
	"slices"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// waiting knows the steps that started and did not end, in the order in which they started.
type waiting struct {
	open []waitingStep
}

type waitingStep struct {
	name    planner.StepID
	started time.Time
	message string
}

func (w *waiting) event(e executor.Event) {
	i := slices.IndexFunc(w.open, func(s waitingStep) bool { return s.name == e.Step })
	switch {
	case e.Type == executor.Started:
		w.open = append(w.open, waitingStep{name: e.Step, started: e.Time})
	case i < 0:
	case e.Type == executor.Progress || e.Type == executor.Retrying:
		w.open[i].message = message(e)
	default:
		w.open = slices.Delete(w.open, i, i+1)
	}
}

// longest is the step that has waited longest, and how many wait.
func (w *waiting) longest() (waitingStep, int) {
	if len(w.open) == 0 {
		return waitingStep{}, 0
	}
	return w.open[0], len(w.open)
}
