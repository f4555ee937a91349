package cli

import (
	"bytes"
	"io"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/internal/cli/record"
	"github.com/kaaslab/kaaslab/internal/statedir"
)

// The write that hangs would have an hour to end of its own.
func TestSecondCtrlCInAWindow(t *testing.T) {
	for terminal, begun := range map[string]string{"xterm": "• two  0:", "dumb": "create workloadCluster/two: applying"} {
		t.Run(terminal, func(t *testing.T) {
			w := inWindow(t, 120, 40, []string{onStage + "=hangs workloadCluster/two", "TERM=" + terminal}, "apply", "--yes")
			w.Await(begun)
			w.press("\x03")
			w.Await("Stopping: what is being written may finish. Ctrl-C again stops at once.")
			w.press("\x03")
			w.Await("run the same command again to finish")
			w.ends(exitInterrupt)
		})
	}
}

// TestThirdCtrlCEndsWhateverHangs: a write that does not listen, and then the words of the end, which a terminal that is held up
// does not take.
func TestThirdCtrlCEndsWhateverHangs(t *testing.T) {
	for _, third := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(third.String(), func(t *testing.T) {
			w := inWindow(t, 120, 40, []string{onStage + "=jams workloadCluster/two"}, "apply", "--yes")
			w.Await("create workloadCluster/two: applying")
			w.press("\x03")
			w.Await("is being written may finish")
			w.press("\x03")
			w.Await("jammed")
			if err := w.Process.Signal(third); err != nil {
				t.Fatal(err)
			}
			late := time.AfterFunc(10*time.Second, func() { _ = w.Process.Kill() })
			defer late.Stop()
			_ = w.Wait()
			if status := w.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != third {
				t.Errorf("it ended with %s, want by %s", w.ProcessState, third)
			}
		})
	}
}

// jam takes no more text after the first of a run that was stopped, once it was said how to stop it at once.
type jam struct {
	to    io.Writer
	asked atomic.Bool
}

// Write implements io.Writer.
func (j *jam) Write(text []byte) (int, error) {
	if bytes.Contains(text, []byte("again stops at once")) {
		j.asked.Store(true)
	}
	if j.asked.Load() && bytes.Contains(text, []byte("interrupted")) {
		_, _ = io.WriteString(j.to, "jammed\n")
		select {}
	}
	return j.to.Write(text)
}

// Who asks a process to end, or closes its window, wants what Ctrl-C does.
func TestSignalsInAWindow(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			w := inWindow(t, 120, 40, nil, "apply", "--yes")
			w.Await("6 of 8 steps done, 1 running")
			if err := w.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			w.Await("run the same command again to finish")
			w.ends(exitInterrupt)
		})
	}
}

func TestWindowThatIsClosed(t *testing.T) {
	w := inWindow(t, 120, 40, nil, "apply", "--yes")
	w.Await("6 of 8 steps done, 1 running")
	w.Keyboard.Close()
	if _ = w.Wait(); w.ProcessState.ExitCode() != exitInterrupt {
		t.Errorf("it ended with %s, want exit code %d", w.ProcessState, exitInterrupt)
	}
	if run := recordIn(t, w.Dir); !run.Finished || run.ExitCode != exitInterrupt {
		t.Errorf("the record of the run does not tell how it ended: %+v", run)
	}
}

// recordIn is what was kept of the run of a lab whose files are in a directory.
func recordIn(t *testing.T, dir string) *record.Run {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", dir)
	lab, err := statedir.For("demo")
	if err != nil {
		t.Fatal(err)
	}
	reader := record.NewReader(lab.Record())
	defer reader.Close()
	run, err := reader.Run()
	if err != nil || run == nil {
		t.Fatalf("there is no record of a run (%v)", err)
	}
	return run
}
