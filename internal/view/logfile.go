package view

import (
	"fmt"
	"io"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/printable"
)

// LogLines writes events for a log file that holds many runs: each line has the full date and time.
type LogLines struct {
	w io.Writer
}

// NewLogLines returns a view that writes to a log.
func NewLogLines(w io.Writer) *LogLines { return &LogLines{w: w} }

// Event writes an event on a line of its own.
func (l *LogLines) Event(e executor.Event) {
	text := eventText(e)
	if e.Type == executor.Started {
		text = ": started"
	}
	l.Say(e.Time, string(e.Step)+text)
}

// Estimate implements Estimator.
func (l *LogLines) Estimate(at time.Time, e Estimate) { l.Say(at, e.line()) }

// Say writes a line about the run as a whole.
func (l *LogLines) Say(at time.Time, text string) {
	fmt.Fprintf(l.w, "%s %s\n", at.UTC().Format("2006-01-02T15:04:05.000Z"), printable.Line(text))
}

// Tick writes nothing: a log has the times of the lines before and after.
func (*LogLines) Tick(time.Time) {}
