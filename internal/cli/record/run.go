package record

import (
	"encoding/json"
	"time"

	"github.com/kaaslab/kaaslab/executor"
)

// Run is what a record tells of a run.
type Run struct {
	Lab     string
	Command string
	PID     int
	Started time.Time
	Steps   []Step
	// Finished says that the run has ended in order. A run whose process died never gets there.
	Finished bool
	ExitCode int
	Error    string
	Elapsed  float64 // seconds, of a run that is finished
	// Gone says that the record was removed, as destroy does with all files of a lab.
	Gone     bool
	position map[string]int
}

// Waiting is the state of a step that has not started. The other states are the types of the last event.
const Waiting = "waiting"

// Step is a step of the plan, and how far it is.
type Step struct {
	ID       string   `json:"id"`
	Action   string   `json:"action"`
	Resource string   `json:"resource"`
	Reason   string   `json:"reason"`
	Replace  bool     `json:"replace"`
	Needs    []string `json:"needs"`

	State   string    `json:"-"`
	Message string    `json:"-"` // what it does or waits for, or why it failed
	Started time.Time `json:"-"`
	Elapsed float64   `json:"-"` // seconds, of a step that has ended
}

// take takes in a line. What it does not understand it leaves out: a newer kaaslab may have written it.
func (r *Reader) take(text []byte) {
	if r.run == nil {
		r.run = begin(text)
		return
	}
	var l line
	if json.Unmarshal(text, &l) == nil {
		r.run.take(l)
	}
}

func begin(text []byte) *Run {
	var first planned
	var plan struct {
		Steps []Step `json:"steps"`
	}
	if json.Unmarshal(text, &first) != nil || first.Type != typePlanned || first.FormatVersion != Version || json.Unmarshal(first.Plan, &plan) != nil {
		return nil
	}
	run := &Run{
		Lab: first.Lab, Command: first.Command, PID: first.PID, Started: first.Time, Steps: plan.Steps, position: map[string]int{},
	}
	for i := range run.Steps {
		run.Steps[i].State = Waiting
		run.position[run.Steps[i].ID] = i
	}
	return run
}

func (r *Run) take(l line) {
	if l.Type == typeFinished {
		r.Finished, r.ExitCode, r.Error, r.Elapsed = true, l.ExitCode, l.Error, l.Elapsed
		return
	}
	i, known := r.position[l.Step]
	if !known {
		return
	}
	s := &r.Steps[i]
	s.State, s.Message = l.Type, l.Message
	if l.Error != "" {
		s.Message = l.Error
	}
	switch executor.EventType(l.Type) {
	case executor.Started:
		s.Started = l.Time
	case executor.Succeeded, executor.Failed, executor.Skipped:
		s.Elapsed = l.Elapsed
	case executor.Progress, executor.Retrying:
	}
}
