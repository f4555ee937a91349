package course

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

var start = time.Date(2026, time.November, 4, 12, 0, 0, 0, time.UTC)

func at(seconds int, kind executor.EventType, step planner.StepID, message string) executor.Event {
	return executor.Event{Time: start.Add(time.Duration(seconds) * time.Second), Type: kind, Step: step, Message: message}
}

// TestStepIsFreeWhenAllThatItNeedsIsDone: the last of that is what it waited for.
func TestStepIsFreeWhenAllThatItNeedsIsDone(t *testing.T) {
	c := New(&planner.Plan{Steps: []planner.Step{{ID: "a"}, {ID: "b"}, {ID: "c", Needs: []planner.StepID{"a", "b"}}}}, start)
	if !c.Steps[0].Free.Equal(start) || !c.Steps[2].Free.IsZero() {
		t.Errorf("free at first: %v and %v", c.Steps[0].Free, c.Steps[2].Free)
	}
	c.Event(at(1, executor.Succeeded, "b", ""))
	c.Event(at(2, executor.Failed, "unknown", ""))
	if !c.Steps[2].Free.IsZero() {
		t.Error("free before all that it needs is done")
	}
	c.Event(at(3, executor.Succeeded, "a", ""))
	if last := c.Steps[2]; !last.Free.Equal(start.Add(3*time.Second)) || last.After != "a" {
		t.Errorf("free at %v, after %q", last.Free, last.After)
	}
}

// TestStepTellsWhatItDoes: from its beginning to its end, with what is tried again, and what failed on one line.
func TestStepTellsWhatItDoes(t *testing.T) {
	c := New(&planner.Plan{Steps: []planner.Step{{ID: "a"}}}, start)
	step := c.Steps[0]
	c.Event(at(1, executor.Started, "a", ""))
	c.Event(at(2, executor.Retrying, "a", "no\n  answer"))
	if step.State != executor.Started || step.Said != "no answer" || !step.TriesAgain() || step.Age(start.Add(5*time.Second)) != 4*time.Second {
		t.Errorf("it failed and is tried again: %+v", step)
	}
	c.Event(at(3, executor.Progress, "a", "waiting"))
	if step.Said != "waiting" || step.TriesAgain() || len(step.Notes) != 2 {
		t.Errorf("it goes on: %+v", step)
	}
	failed := at(6, executor.Failed, "a", "")
	failed.Err, failed.Elapsed = errors.New("no port"), 5*time.Second
	c.Event(failed)
	if step.State != executor.Failed || step.Said != "no port" || step.Age(start.Add(time.Hour)) != 5*time.Second {
		t.Errorf("it failed: %+v", step)
	}
}

// TestNotesAreBounded: of what a step says without end, the last is kept.
func TestNotesAreBounded(t *testing.T) {
	c := New(&planner.Plan{Steps: []planner.Step{{ID: "a"}}}, start)
	for i := range 2 * mostNotes {
		c.Event(at(i, executor.Progress, "a", fmt.Sprint(i)))
	}
	if notes := c.Steps[0].Notes; len(notes) != mostNotes || notes[mostNotes-1].Text != fmt.Sprint(2*mostNotes-1) {
		t.Errorf("%d notes, the last %+v", len(notes), notes[len(notes)-1])
	}
}
