package record

import (
	"encoding/json"
	"time"

	"github.com/kaaslab/kaaslab/planner"
)

// The types of lines beside those of events.
const (
	typePlanned  = "planned"
	typeFinished = "finished"
)

// Version is the version of the lines that this package writes. A reader leaves a record of another version alone.
const Version = "1"

// planned is the first line of a record.
type planned struct {
	FormatVersion string          `json:"format_version"`
	Type          string          `json:"type"`
	Time          time.Time       `json:"time"`
	Lab           string          `json:"lab"`
	Command       string          `json:"command"`
	PID           int             `json:"pid"`
	Plan          json.RawMessage `json:"plan"` // as in `kaaslab plan -o json`
}

// step is a step of the plan.
type step struct {
	ID       planner.StepID   `json:"id"`
	Action   planner.Action   `json:"action"`
	Resource string           `json:"resource"`
	Reason   string           `json:"reason"`
	Replace  bool             `json:"replace"`
	Needs    []planner.StepID `json:"needs"`
}

func (s step) planned() planner.Step {
	id, _ := planner.ParseID(s.Resource)
	return planner.Step{ID: s.ID, Action: s.Action, Resource: planner.Resource{ID: id}, Reason: s.Reason, Replace: s.Replace, Needs: s.Needs}
}

// line is any later line, as in `kaaslab apply -o jsonl`.
type line struct {
	FormatVersion string    `json:"format_version"`
	Type          string    `json:"type"`
	Time          time.Time `json:"time"`
	Step          string    `json:"step"`
	Message       string    `json:"message"`
	Error         string    `json:"error"`
	Elapsed       float64   `json:"elapsed_seconds"`
	ExitCode      int       `json:"exit_code"`
}
