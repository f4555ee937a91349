package executor

import (
	"fmt"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/planner"
)

// sink sends the events of all steps, one at a time.
type sink struct {
	mu   sync.Mutex
	send func(Event)
}

// track is what is known of a step while it runs, and keeps its events in order: none comes after the last.
type track struct {
	sink    *sink
	step    planner.StepID
	begun   time.Time
	message string // the last that was sent, so that it is not sent again
	last    string // what the step does or waits for, or why it is tried again
	ended   bool
	hear    func(message string) // is told all that the step says, if anybody listens
}

func (t *track) send(what EventType, message string, err error) {
	t.sink.mu.Lock()
	defer t.sink.mu.Unlock()
	t.sendLocked(what, message, err)
}

func (t *track) sendLocked(what EventType, message string, err error) {
	if t.ended {
		return
	}
	now := time.Now()
	if what == Started {
		t.begun = now
	}
	t.ended = what == Succeeded || what == Failed || what == Skipped
	t.sink.send(Event{Time: now, Type: what, Step: t.step, Message: message, Err: err, Elapsed: t.elapsed(now)})
}

// elapsed is zero for a step that never started.
func (t *track) elapsed(now time.Time) time.Duration {
	if t.begun.IsZero() {
		return 0
	}
	return now.Sub(t.begun)
}

// progress is the step's Report. Handlers poll, so the same message comes again and again.
func (t *track) progress(message string) {
	t.sink.mu.Lock()
	defer t.sink.mu.Unlock()
	t.last = message
	if t.hear != nil {
		t.hear(message)
	}
	if message == "" || message == t.message {
		return
	}
	t.message = message
	t.sendLocked(Progress, message, nil)
}

func (t *track) retrying(err error, pause time.Duration) {
	t.sink.mu.Lock()
	defer t.sink.mu.Unlock()
	t.message, t.last = "", err.Error()
	t.sendLocked(Retrying, fmt.Sprintf("%v; trying again in %s", err, pause.Round(time.Millisecond)), err)
}

func (t *track) listen(hear func(message string)) {
	t.sink.mu.Lock()
	defer t.sink.mu.Unlock()
	t.hear = hear
}

func (t *track) lastMessage() string {
	t.sink.mu.Lock()
	defer t.sink.mu.Unlock()
	return t.last
}
