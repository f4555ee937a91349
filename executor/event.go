package executor

import (
	"time"

	"github.com/kaaslab/kaaslab/planner"
)

// EventType says what happened to a step.
type EventType string

// The events of a step. Every step has exactly one of the last three, and it is the last that is sent for it.
const (
	Started   EventType = "started"
	Progress  EventType = "progress" // Message says what the step is doing or waiting for
	Retrying  EventType = "retrying" // Message says what failed and will be tried again
	Succeeded EventType = "succeeded"
	Failed    EventType = "failed"  // Err says why
	Skipped   EventType = "skipped" // Message names the step that failed, or says that the run was interrupted
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
