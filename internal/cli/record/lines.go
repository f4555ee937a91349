package record

import (
	"encoding/json"
	"time"
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
