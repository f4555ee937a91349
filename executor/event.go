package executor

import (
	"time"

	"github.com/kaaslab/kaaslab/planner"
)

// EventType says what happened to a step.
type EventType string

// The events of a step. Every step has exactly one of the last three, and it is the last that is sent for it. A step starts
// after all that it needs has Succeeded; one that is Skipped need not have Started. Events come one at a time.
const (
	Started   EventType = "started"
	Progress  EventType = "progress" // Message says what the step is doing or waiting for
	Retrying  EventType = "retrying" // Message says what failed and will be tried again
	Succeeded EventType = "succeeded"
	Failed    EventType = "failed" // Err says why
	// Skipped ends a step that was not carried through, started or not: Message names the step that failed, or says that
	// the run was interrupted, and what the step waited for.
	Skipped EventType = "skipped"
)

// Event is something that happened to a step while a plan ran.
type Event struct {
	Time    time.Time
	Type    EventType
	Step    planner.StepID
	Message string
	Err     error
	Elapsed time.Duration // since the step started
}
