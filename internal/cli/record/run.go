package record

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/course"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

// Run is what a record tells of a run.
type Run struct {
	Lab     string
	Command string
	PID     int
	Started time.Time
	Plan    *planner.Plan  // what the record says of it: steps, without attributes
	Course  *course.Course // how far the steps are
	// Finished says that the run has ended in order. A run whose process died never gets there.
	Finished bool
	ExitCode int
	Error    string
	Elapsed  float64 // seconds, of a run that is finished
	// Gone says that the record was removed, as destroy does with all files of a lab.
	Gone bool
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
	if json.Unmarshal(text, &first) != nil || first.Type != typePlanned || first.FormatVersion != Version {
		return nil
	}
	plan, err := view.ReadPlan(first.Plan)
	if err != nil {
		return nil
	}
	return &Run{Lab: first.Lab, Command: first.Command, PID: first.PID, Started: first.Time, Plan: plan, Course: course.New(plan, first.Time)}
}

func (r *Run) take(l line) {
	if l.Type == typeFinished {
		r.Finished, r.ExitCode, r.Error, r.Elapsed = true, l.ExitCode, l.Error, l.Elapsed
		return
	}
	r.Course.Event(executor.Event{
		Type: executor.EventType(l.Type), Time: l.Time, Step: planner.StepID(l.Step), Message: cmp.Or(l.Error, l.Message),
		Elapsed: time.Duration(l.Elapsed * float64(time.Second)),
	})
}
