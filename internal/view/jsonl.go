package view

import (
	"encoding/json"
	"io"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// JSONLines writes an object for each event, one a line.
type JSONLines struct {
	w io.Writer
}

// NewJSONLines returns a view that writes events for machines.
func NewJSONLines(w io.Writer) *JSONLines { return &JSONLines{w: w} }

type eventJSON struct {
	FormatVersion string             `json:"format_version"`
	Time          time.Time          `json:"time"`
	Type          executor.EventType `json:"type"`
	Step          planner.StepID     `json:"step"`
	Message       string             `json:"message,omitempty"`
	Error         string             `json:"error,omitempty"`
	Code          fault.Code         `json:"code,omitempty"`
	Elapsed       float64            `json:"elapsed_seconds"`
}

// Event writes an event as one line of JSON.
func (j *JSONLines) Event(e executor.Event) {
	line := eventJSON{
		FormatVersion: FormatVersion, Time: e.Time.UTC(), Type: e.Type, Step: e.Step, Message: e.Message,
		Elapsed: e.Elapsed.Seconds(),
	}
	if e.Err != nil {
		line.Error, line.Code = e.Err.Error(), codeOf(e.Err)
	}
	writeLine(j.w, line)
}

// Tick writes nothing: a machine knows how to wait.
func (*JSONLines) Tick(time.Time) {}

type estimateJSON struct {
	FormatVersion string       `json:"format_version"`
	Time          time.Time    `json:"time"`
	Type          string       `json:"type"`
	Kind          planner.Kind `json:"kind"`
	Done          int          `json:"done"`
	All           int          `json:"all"`
	ToCome        int          `json:"to_come"`
	Left          float64      `json:"left_seconds,omitempty"`
}

// Estimate implements Estimator.
func (j *JSONLines) Estimate(at time.Time, e Estimate) {
	writeLine(j.w, estimateJSON{
		FormatVersion: FormatVersion, Time: at.UTC(), Type: "estimate",
		Kind: e.Kind, Done: e.Done, All: e.All, ToCome: e.ToCome, Left: e.Left.Round(time.Second).Seconds(),
	})
}

type resultJSON struct {
	FormatVersion string     `json:"format_version"`
	Type          string     `json:"type"`
	Lab           string     `json:"lab"`
	ExitCode      int        `json:"exit_code"`
	Error         string     `json:"error,omitempty"`
	Code          fault.Code `json:"code,omitempty"`
	Elapsed       float64    `json:"elapsed_seconds"`
}

// Result is how a run ended.
type Result struct {
	Lab      string
	ExitCode int
	Err      error
	Elapsed  time.Duration
}

// Finish writes how the run ended, as the last line.
func (j *JSONLines) Finish(r Result) {
	line := resultJSON{
		FormatVersion: FormatVersion, Type: "finished", Lab: r.Lab, ExitCode: r.ExitCode, Elapsed: r.Elapsed.Seconds(),
	}
	if r.Err != nil {
		line.Error, line.Code = r.Err.Error(), codeOf(r.Err)
	}
	writeLine(j.w, line)
}

// codeOf is never empty: what nobody gave a code is unexpected.
func codeOf(err error) fault.Code { return fault.Of(fault.Wrap(fault.Unexpected, err)) }

// writeLine ignores a stream that takes no more: a run does not stop because nobody reads about it.
func writeLine(w io.Writer, value any) {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value)
}
