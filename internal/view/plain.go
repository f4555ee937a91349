package view

import (
	"fmt"
	"io"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/course"
	"github.com/kaaslab/kaaslab/internal/printable"
)

// silence is how long nothing may be shown before a line says what is waited for.
const silence = 10 * time.Second

// pace is how often a step may say what it is doing. Cluster API's conditions change faster than anybody reads.
const pace = 3 * time.Second

// Plain shows a line for each event, with the time since the run started before it, but not every step of the way. On a
// terminal the lines have colours; there is nothing else that a log file would not have.
type Plain struct {
	w       io.Writer
	style   Style
	started time.Time
	shown   time.Time // when the last line was shown
	waiting waiting
}

// NewPlain returns a view of a run that starts now.
func NewPlain(w io.Writer, style Style, now time.Time) *Plain {
	return &Plain{w: w, style: style, started: now, shown: now}
}

// Event shows an event on a line of its own.
func (p *Plain) Event(e executor.Event) {
	if !p.waiting.event(e) {
		return
	}
	p.line(e.Time, fmt.Sprintf("%s%s", e.Step, p.style.paint(eventColours[e.Type], eventText(e))))
}

var eventColours = map[executor.EventType]colour{
	executor.Started: none, executor.Progress: dim, executor.Retrying: yellow,
	executor.Succeeded: green, executor.Failed: red, executor.Skipped: yellow,
}

func eventText(e executor.Event) string {
	switch e.Type {
	case executor.Started:
		return ""
	case executor.Succeeded:
		return ": done in " + seconds(e.Elapsed)
	case executor.Failed:
		return fmt.Sprintf(": failed after %s: %s", seconds(e.Elapsed), printable.Line(fmt.Sprint(e.Err)))
	case executor.Retrying:
		return ": trying again: " + course.Said(e)
	case executor.Skipped:
		return ": skipped: " + course.Said(e)
	}
	return ": " + course.Said(e)
}

// Tick says what is waited for when nothing was shown for a while.
func (p *Plain) Tick(now time.Time) {
	if now.Sub(p.shown) < silence {
		return
	}
	step, open := p.waiting.longest()
	if open == 0 {
		return
	}
	text := fmt.Sprintf("still waiting %s for %s", now.Sub(step.started).Round(time.Second), step.name)
	if step.message != "" {
		text += ": " + printable.Line(step.message)
	}
	if open > 1 {
		text += fmt.Sprintf(" (and %d more)", open-1)
	}
	p.line(now, p.style.paint(dim, text))
}

// Estimate implements Estimator.
func (p *Plain) Estimate(at time.Time, e Estimate) { p.line(at, p.style.paint(dim, e.line())) }

// Stopping implements Stopper.
func (p *Plain) Stopping() { p.line(time.Now(), p.style.paint(yellow, stopping)) }

func (p *Plain) line(at time.Time, text string) {
	p.shown = at
	fmt.Fprintf(p.w, "%s  %s\n", p.style.paint(dim, clock(at.Sub(p.started))), text)
}

// clock writes a time since the start as minutes and seconds.
func clock(d time.Duration) string {
	d = max(d, 0).Truncate(time.Second)
	return fmt.Sprintf("%2d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1fs", d.Seconds()) }
