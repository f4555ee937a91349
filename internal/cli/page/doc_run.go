package page

import (
	"fmt"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/record"
	"github.com/kaaslab/kaaslab/internal/course"
	"github.com/kaaslab/kaaslab/internal/series"
	"github.com/kaaslab/kaaslab/planner"
)

// The states of a run.
const (
	none     = "none"     // nothing was recorded
	working  = "running"  // it is under way
	finished = "finished" // it came to its end, good or bad
	died     = "died"     // its process is gone
	removed  = "removed"  // it took the lab's files with it, as destroy does
)

// runDoc is the last run, or the one that is under way.
type runDoc struct {
	State    string    `json:"state"`
	Command  string    `json:"command,omitempty"`
	Started  time.Time `json:"started,omitzero"`
	Steps    int       `json:"steps"`
	ExitCode int       `json:"exitCode"`
	Error    string    `json:"error,omitempty"`
	Elapsed  float64   `json:"elapsed,omitempty"` // seconds
	// Holder is a kaaslab that is changing the lab and has not begun with a plan: it looks, or waits for an answer.
	Holder *Holder `json:"holder,omitempty"`
}

func runDocOf(run *record.Run, holder Holder, held bool) runDoc {
	if run == nil {
		return runDoc{State: none, Holder: unlessRunning(holder, held, 0)}
	}
	d := runDoc{
		State: finished, Command: run.Command, Started: run.Started, Steps: len(run.Course.Steps), ExitCode: run.ExitCode,
		Error: run.Error, Elapsed: run.Elapsed,
	}
	d.Holder = unlessRunning(holder, held, run.PID)
	switch {
	case run.Gone:
		d.State = removed
	case run.Finished:
	case held && holder.PID == run.PID:
		d.State = working
	default:
		d.State = died
	}
	return d
}

func unlessRunning(holder Holder, held bool, pid int) *Holder {
	if !held || holder.PID == pid {
		return nil
	}
	return &holder
}

// stepDoc is a step of the run. Times are seconds since the run began.
type stepDoc struct {
	ID      string  `json:"id"`
	Fleet   string  `json:"fleet,omitempty"` // what the equal steps of a fleet are called together
	Action  string  `json:"action"`
	State   string  `json:"state"`
	Message string  `json:"message,omitempty"`
	Begin   float64 `json:"begin,omitempty"`
	Elapsed float64 `json:"elapsed,omitempty"`
	Begun   bool    `json:"begun,omitempty"`
}

func stepDocs(run *record.Run) map[string]any {
	if run == nil {
		return nil
	}
	docs := make(map[string]any, len(run.Course.Steps))
	fleets := foldedNames(run.Plan.Steps)
	for i, s := range run.Course.Steps {
		d := stepDoc{
			ID: string(s.ID), Fleet: fleets[s.ID], Action: string(s.Action), State: stateOf(s), Message: s.Said, Elapsed: s.Elapsed.Seconds(),
			Begun: !s.Begun.IsZero(),
		}
		if d.Begun {
			d.Begin = s.Begun.Sub(run.Started).Seconds()
		}
		docs[fmt.Sprintf("step/%05d", i)] = d
	}
	return docs
}

// stateOf is what people see: a step that has not begun waits, and one that failed and is tried again is told from one that goes on.
func stateOf(s *course.Step) string {
	switch {
	case s.State == "":
		return "waiting"
	case s.State == executor.Started && s.TriesAgain():
		return string(executor.Retrying)
	}
	return string(s.State)
}

// foldedNames names the steps that differ in their names only, as the plan does.
func foldedNames(steps []planner.Step) map[planner.StepID]string {
	fleets := map[planner.StepID]string{}
	for _, group := range series.Fold(steps, stepName, equal) {
		if len(group) == 1 {
			continue
		}
		for _, step := range group {
			fleets[step.ID] = string(group[0].ID) + " ... " + group[len(group)-1].Resource.ID.Name
		}
	}
	return fleets
}
