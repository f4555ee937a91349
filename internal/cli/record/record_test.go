package record

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

var start = time.Date(2026, time.November, 4, 12, 0, 0, 0, time.UTC)

const one, two = planner.StepID("create network/kind"), planner.StepID("create workloadCluster/w")

func plan() *planner.Plan {
	return &planner.Plan{Lab: "demo", Steps: []planner.Step{
		{ID: one, Action: planner.Create, Resource: planner.Resource{ID: planner.ID{Kind: "network", Name: "kind"}}},
		{ID: two, Action: planner.Create, Resource: planner.Resource{ID: planner.ID{Kind: "workloadCluster", Name: "w"}}, Needs: []planner.StepID{one}},
	}}
}

func at(seconds float64, kind executor.EventType, step planner.StepID, message string) executor.Event {
	e := executor.Event{Time: start.Add(time.Duration(seconds * 1e9)), Type: kind, Step: step, Message: message}
	if kind == executor.Failed {
		e.Message, e.Err, e.Elapsed = "", errors.New(message), 2*time.Second
	}
	return e
}

func startRun(t *testing.T, path string) *Writer {
	t.Helper()
	w := NewWriter(path, "kaaslab apply")
	w.Begin(plan(), start)
	t.Cleanup(w.Close)
	return w
}

func read(t *testing.T, r *Reader) *Run {
	t.Helper()
	run, err := r.Run()
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestRunIsReadWhileItIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.jsonl")
	r := NewReader(path)
	defer r.Close()
	if run := read(t, r); run != nil {
		t.Fatalf("before there is a run: %+v", run)
	}
	w := startRun(t, path)
	run := read(t, r)
	if run.Command != "kaaslab apply" || run.PID != os.Getpid() || !run.Started.Equal(start) || len(run.Course.Steps) != 2 || run.Course.Steps[1].State != "" {
		t.Fatalf("at its beginning: %+v", run)
	}
	w.Event(at(1, executor.Started, one, ""))
	w.Event(at(2, executor.Progress, one, "waiting"))
	if s := read(t, r).Course.Steps[0]; s.State != executor.Started || s.Said != "waiting" || !s.Begun.Equal(start.Add(time.Second)) {
		t.Errorf("a step under way: %+v", s)
	}
	w.Event(at(3, executor.Failed, one, "no port"))
	w.Event(at(3, executor.Skipped, two, "needs another"))
	w.Finish(view.Result{Lab: "demo", ExitCode: 3, Err: errors.New("1 step failed"), Elapsed: 3 * time.Second})
	run = read(t, r)
	if s := run.Course.Steps[0]; s.State != executor.Failed || s.Said != "no port" || s.Elapsed != 2*time.Second {
		t.Errorf("a step that failed: %+v", s)
	}
	if !run.Finished || run.ExitCode != 3 || run.Error != "1 step failed" || run.Elapsed != 3 {
		t.Errorf("at its end: %+v", run)
	}
}

func TestNextRunIsAnotherFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.jsonl")
	r := NewReader(path)
	defer r.Close()
	w := startRun(t, path)
	w.Event(at(1, executor.Started, one, ""))
	first := read(t, r)
	w.Finish(view.Result{})
	w.Close()
	startRun(t, path)
	second := read(t, r)
	if first == second || second.Finished || second.Course.Steps[0].State != "" {
		t.Errorf("the second run is %+v", second)
	}
	if !first.Finished {
		t.Error("the end of the first run was not read")
	}
}

func TestRecordThatIsRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.jsonl")
	r := NewReader(path)
	defer r.Close()
	w := startRun(t, path)
	read(t, r)
	w.Event(at(1, executor.Succeeded, one, ""))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if run := read(t, r); !run.Gone || run.Course.Steps[0].State != executor.Succeeded {
		t.Errorf("after destroy: %+v", run)
	}
}

func TestHalfALineWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.jsonl")
	startRun(t, path).Event(at(1, executor.Started, one, ""))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range whole {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		r := NewReader(path)
		read(t, r)
		file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		file.Write(whole[cut:])
		file.Close()
		if run := read(t, r); run == nil || run.Course.Steps[0].State != executor.Started {
			t.Fatalf("cut at %d: %+v", cut, run)
		}
		r.Close()
	}
}

func TestFileIsForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.jsonl")
	startRun(t, path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// TestNoAttributesAreWritten: a plan may hold what must not be read by others.
func TestNoAttributesAreWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.jsonl")
	p := plan()
	p.Steps[0].Resource.Attrs = planner.Object{Manifest: planner.Manifest{"stringData": "canary"}}
	w := NewWriter(path, "kaaslab apply")
	w.Begin(p, start)
	w.Close()
	if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), "canary") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestMessagesAreBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.jsonl")
	r := NewReader(path)
	defer r.Close()
	w := startRun(t, path)
	w.Tick(start)
	for i := range 1000 {
		w.Event(at(float64(i)/1000, executor.Progress, one, "message "+strings.Repeat("x", i)))
	}
	if s := read(t, r).Course.Steps[0]; s.Said != "message" {
		t.Errorf("within a second the first message is kept, not %q", s.Said)
	}
	w.Tick(start.Add(time.Second))
	if s := read(t, r).Course.Steps[0]; !strings.HasSuffix(s.Said, strings.Repeat("x", 999)) {
		t.Errorf("after a second the last message is kept, not %q", s.Said)
	}

	w.most = w.written
	w.Tick(start.Add(2 * time.Second))
	w.Event(at(3, executor.Progress, two, "too much"))
	w.Event(at(4, executor.Started, two, ""))
	if s := read(t, r).Course.Steps[1]; s.State != executor.Started || s.Said != "" {
		t.Errorf("in a record that is full: %+v", s)
	}
}

func TestRecordOfAnotherVersionIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.jsonl")
	for _, text := range []string{"", "not json\n", `{"type":"planned","format_version":"99","plan":{}}` + "\n", `{"type":"started","step":"x"}` + "\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r := NewReader(path)
		if run := read(t, r); run != nil {
			t.Errorf("%q is taken for %+v", text, run)
		}
		r.Close()
	}
}

// TestRunGoesOnWithoutItsRecord: where nothing can be written, nothing breaks.
func TestRunGoesOnWithoutItsRecord(t *testing.T) {
	w := NewWriter(filepath.Join(t.TempDir(), "no", "such", "directory"), "kaaslab apply")
	w.Begin(plan(), start)
	w.Event(at(1, executor.Started, one, ""))
	w.Tick(start)
	w.Finish(view.Result{})
	w.Close()
}
