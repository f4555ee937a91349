package view_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/golden"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

var start = time.Date(2026, time.November, 4, 12, 0, 0, 0, time.UTC)

// at is an event so many seconds after the start of the run, and of its step.
func at(seconds float64, kind executor.EventType, step, message string) executor.Event {
	elapsed := time.Duration(seconds * float64(time.Second))
	e := executor.Event{Time: start.Add(elapsed), Type: kind, Step: planner.StepID("create " + step), Message: message, Elapsed: elapsed}
	if kind == executor.Failed {
		e.Message, e.Err = "", errors.New(message)
	}
	return e
}

var story = []executor.Event{
	at(0, executor.Started, "managementCluster/demo-management", ""),
	at(0.2, executor.Progress, "managementCluster/demo-management", "waiting for the API server"),
	at(7.14, executor.Succeeded, "managementCluster/demo-management", ""),
	at(7.2, executor.Started, "workloadCluster/workload-01", ""),
	at(7.3, executor.Started, "workloadCluster/workload-02", ""),
	at(8, executor.Retrying, "workloadCluster/workload-01", "connection refused"),
	at(9, executor.Progress, "workloadCluster/workload-01", "ControlPlaneAvailable:\n0 of 3 machines"),
	at(10, executor.Progress, "workloadCluster/workload-01", "too soon for another line"),
	at(13, executor.Progress, "workloadCluster/workload-01", "a long message "+strings.Repeat("and more ", 20)),
	at(70, executor.Failed, "workloadCluster/workload-02", "the webhook\nsaid no"),
	at(70, executor.Skipped, "kubeconfig/workload-02", "needs create workloadCluster/workload-02, which failed"),
}

func tell(p view.Progress) {
	for _, e := range story {
		p.Event(e)
		p.Tick(e.Time.Add(time.Second))
	}
	for _, late := range []int{79, 80, 81, 90} {
		p.Tick(start.Add(time.Duration(late) * time.Second))
	}
}

func TestProgress(t *testing.T) {
	golden.Compare(t, "progress", []txtar.File{
		section(t, "plain", func(w *bytes.Buffer) error { tell(view.NewPlain(w, view.Style{}, start)); return nil }),
		section(t, "jsonl", func(w *bytes.Buffer) error {
			lines := view.NewJSONLines(w)
			tell(lines)
			lines.Finish(view.Result{Lab: "demo", ExitCode: 3, Err: errors.New("1 step failed"), Elapsed: 70 * time.Second})
			return nil
		}),
		section(t, "log", func(w *bytes.Buffer) error { tell(view.NewLogLines(w)); return nil }),
	})
}

func TestTogetherShowsTheSameEverywhere(t *testing.T) {
	var alone, one, other bytes.Buffer
	tell(view.NewPlain(&alone, view.Style{}, start))
	tell(view.Together(view.NewPlain(&one, view.Style{}, start), view.NewPlain(&other, view.Style{}, start)))
	if one.String() != alone.String() || other.String() != alone.String() {
		t.Errorf("together:\n%s\nand\n%s\nwant\n%s", &one, &other, &alone)
	}
}
