package record

import (
	"bytes"
	"encoding/json"
	"os"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

// mostBytes is how large a record grows before messages are left out. How steps end is always kept: their number is that
// of the plan.
const mostBytes = 32 << 20

// Writer writes the record of a run. A record that cannot be written is no reason to leave a lab half built: the first
// error ends the record, and nothing else. It implements view.Progress.
type Writer struct {
	mu      sync.Mutex
	path    string
	command string
	file    *os.File
	lines   *view.JSONLines
	written int
	most    int
	// held are the newest messages of steps that said something a moment ago.
	held map[planner.StepID]executor.Event
	said map[planner.StepID]bool
	tick time.Time // when the last second began
}

// NewWriter returns a writer that makes the file when the run begins: a plan that nobody said yes to leaves none.
func NewWriter(path, command string) *Writer {
	w := &Writer{
		path: path, command: command, most: mostBytes, held: map[planner.StepID]executor.Event{}, said: map[planner.StepID]bool{},
	}
	w.lines = view.NewJSONLines(lineWriter{w})
	return w
}

// Begin starts the record of a plan that is about to run. The file is a new one, and not the old one with other content:
// whoever reads along in the old one can tell.
func (w *Writer) Begin(plan *planner.Plan, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := os.Remove(w.path); err != nil && !os.IsNotExist(err) {
		return
	}
	file, err := os.OpenFile(w.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return
	}
	w.file = file
	first, err := firstLine(w.command, plan, now)
	if err != nil {
		w.end()
		return
	}
	w.write(first)
}

func firstLine(command string, plan *planner.Plan, now time.Time) ([]byte, error) {
	var pretty, compact bytes.Buffer
	if err := view.PlanJSON(&pretty, plan); err != nil {
		return nil, err
	}
	if err := json.Compact(&compact, pretty.Bytes()); err != nil {
		return nil, err
	}
	text, err := json.Marshal(planned{
		FormatVersion: Version, Type: typePlanned, Time: now.UTC(), Lab: plan.Lab, Command: command, PID: os.Getpid(),
		Plan: compact.Bytes(),
	})
	return append(text, '\n'), err
}

// Event implements view.Progress. A message that comes too soon after another is held until the next tick.
func (w *Writer) Event(e executor.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file == nil {
		return
	}
	if e.Type != executor.Progress {
		delete(w.held, e.Step)
		w.lines.Event(e)
		return
	}
	if w.said[e.Step] {
		w.held[e.Step] = e
		return
	}
	w.message(e)
}

// Tick implements view.Progress. It may come as often as a terminal is drawn.
func (w *Writer) Tick(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now.Sub(w.tick) < time.Second {
		return
	}
	w.tick = now
	clear(w.said)
	for _, e := range w.held {
		w.message(e)
	}
	clear(w.held)
}

func (w *Writer) message(e executor.Event) {
	w.said[e.Step] = true
	if w.written < w.most {
		w.lines.Event(e)
	}
}

// Finish writes how the run ended, if it began.
func (w *Writer) Finish(r view.Result) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file != nil {
		w.lines.Finish(r)
	}
}

// Close ends the record. It may be called twice.
func (w *Writer) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.end()
}

func (w *Writer) end() {
	if w.file != nil {
		_ = w.file.Close()
		w.file = nil
	}
}

func (w *Writer) write(line []byte) {
	if w.file == nil {
		return
	}
	n, err := w.file.Write(line)
	w.written += n
	if err != nil {
		w.end()
	}
}

// lineWriter takes whole lines while the lock is held.
type lineWriter struct{ *Writer }

// Write implements io.Writer.
func (w lineWriter) Write(line []byte) (int, error) {
	w.write(line)
	return len(line), nil
}

var _ view.Progress = (*Writer)(nil)
