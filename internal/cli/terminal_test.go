package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/internal/cli/live/livetest"
	"github.com/kaaslab/kaaslab/planner"
)

// onStage makes this test binary run as kaaslab on a World in memory, in which what it names never gets ready, or, after
// one of the words "hangs" and "fails", is never written, or fails to become ready. "jams" hangs too, and nothing can be said from
// the second Ctrl-C on. "ails" has a machine that no lab fits on.
const onStage = "KAASLAB_TEST_ON_STAGE"

// before is a command that runs on the stage first, seen by nobody.
const before = "KAASLAB_TEST_BEFORE"

func runOnStage() int {
	s := &stage{world: fake.New()}
	if first := os.Getenv(before); first != "" {
		p := newProgram(strings.NewReader(""), io.Discard, io.Discard)
		p.machine.Adapters = s.adapters
		run(context.Background(), p, strings.Fields(first))
	}
	p := newProgram(os.Stdin, os.Stdout, os.Stderr)
	p.machine.Adapters = s.adapters
	s.prepare(p, os.Getenv(onStage))
	return run(context.Background(), p, os.Args[1:])
}

func (s *stage) prepare(p *program, story string) {
	what, resource, _ := strings.Cut(story, " ")
	switch what {
	case "jams":
		p.err = &jam{to: os.Stderr}
		s.prepare(p, "hangs "+resource)
	case "hangs":
		s.world.FailWith(func(op fake.Op, of planner.ID) error {
			if op == fake.Apply && of == id(resource) {
				select {} // it does not even listen to the end of its context
			}
			return nil
		})
		p.grace = time.Hour
	case "fails":
		s.world.Fail(fake.AwaitReady, id(resource), 1, executor.Final(errors.New("admission webhook denied the request: variable cores is not defined in ClusterClass demo-in-memory")))
	case "ails":
		s.findings = []executor.Finding{
			{Check: "Docker", Verdict: executor.Failure, Found: "nothing answers at unix:///var/run/docker.sock", Remedy: "start Docker, or say where it is with DOCKER_HOST"},
			{Check: "memory", Verdict: executor.Warning, Found: "3.9 GiB are free, and a lab of this size takes about 6.0 GiB", Remedy: "close something, or make fewer clusters"},
		}
	default:
		s.world.Block(fake.AwaitReady, id(story))
	}
}

// window is kaaslab running in a window of its own, with a person at the keyboard.
type window struct {
	*livetest.Terminal
	*exec.Cmd
}

// inWindow starts a command of kaaslab. The environment is added to that of the test.
func inWindow(t *testing.T, columns, rows int, environment []string, args ...string) *window {
	t.Helper()
	return openWindow(t, columns, rows, environment, exec.Command(os.Args[0], args...))
}

func openWindow(t *testing.T, columns, rows int, environment []string, command *exec.Cmd) *window {
	t.Helper()
	return openWindowIn(t, t.TempDir(), columns, rows, environment, command)
}

func openWindowIn(t *testing.T, dir string, columns, rows int, environment []string, command *exec.Cmd) *window {
	t.Helper()
	w := &window{livetest.Open(t, columns, rows), command}
	setStage(t, dir, command, append([]string{"TERM=xterm-256color", "NO_COLOR=", onStage + "=workloadCluster/two"}, environment...)...)
	w.Stdin, w.Stdout, w.Stderr = w.Side, w.Side, w.Side
	w.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	return w
}

// setStage gives a command a lab in a directory of its own.
func setStage(t *testing.T, dir string, command *exec.Cmd, environment ...string) {
	t.Helper()
	lab := "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nworkloadClusters: [{name: one}, {name: two}]\n"
	if err := os.WriteFile(filepath.Join(dir, "lab.yaml"), []byte(lab), 0o600); err != nil {
		t.Fatal(err)
	}
	command.Dir = dir
	command.Env = append(append(os.Environ(), "HOME="+dir, "XDG_STATE_HOME="+dir), environment...)
}

func (w *window) press(keys string) {
	w.Helper()
	if _, err := w.Keyboard.WriteString(keys); err != nil {
		w.Fatal(err)
	}
}

// ends waits for the end of the process, which leaves the terminal as it was.
func (w *window) ends(code int) {
	w.Helper()
	err := w.Wait()
	var exit *exec.ExitError
	if got := w.ProcessState.ExitCode(); got != code || err != nil && !errors.As(err, &exit) {
		w.Errorf("exit code %d (%v), want %d; the screen shows\n%s", got, err, code, w.Screen())
	}
	state, err := unix.IoctlGetTermios(int(w.Side.Fd()), ioctlGetTermios)
	if err != nil || state.Lflag&unix.ECHO == 0 {
		w.Errorf("the terminal does not show what is typed any more (%v)", err)
	}
}

func TestApplyInAWindow(t *testing.T) {
	for _, test := range []struct {
		name        string
		environment []string
		coloured    bool
	}{{"with colours", nil, true}, {"with NO_COLOR", []string{"NO_COLOR=1"}, false}} {
		t.Run(test.name, func(t *testing.T) {
			w := inWindow(t, 120, 40, test.environment, "apply", "--yes")
			w.AwaitScreen(func(screen string) bool {
				return strings.Contains(screen, "└─ • two  0:") && strings.Contains(screen, "6 of 8 steps done, 1 running")
			})
			w.press("typed\x03") // what is typed does not get into the picture, and Ctrl-C is a signal
			screen := w.Await("run the same command again to finish")
			w.ends(exitInterrupt)
			if strings.Contains(screen, "typed") || strings.Contains(screen, "^C") || !strings.Contains(screen, "- two  interrupted") {
				t.Errorf("the screen shows\n%s", screen)
			}
			if w.Coloured() != test.coloured {
				t.Errorf("colours: %v, want %v", w.Coloured(), test.coloured)
			}
		})
	}
}

// A terminal that cannot go back gets a line an event, with its time.
func TestApplyInADumbTerminal(t *testing.T) {
	w := inWindow(t, 120, 40, []string{"TERM=dumb"}, "apply", "--yes")
	w.Await("  create workloadCluster/two: applying\n")
	w.press("\x03")
	w.Await("run the same command again to finish")
	w.ends(exitInterrupt)
}

func TestStatusWatchInAWindow(t *testing.T) {
	w := inWindow(t, 60, 20, nil, "status", "-w")
	w.Await("└─ two              Unknown\nproblem: ")
	w.press("\x03")
	w.ends(exitDone)
}
