package engine_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/planner"
)

func scriptOf(lines string, arguments ...string) engine.Script {
	return engine.Script{Name: "kaaslab-kaas-test", Lab: "kaas", Image: "k3s:1", Lines: lines, Arguments: arguments}
}

func TestRunReturnsWhatIsPrinted(t *testing.T) {
	d := dockertest.Memory()
	s := scriptOf(`echo "$1 and $2"`, "one", "two words")
	s.Privileged = true
	got, err := engine.Run(t.Context(), d, s)
	if err != nil || got != "one and two words\n" {
		t.Errorf("got %q, %v", got, err)
	}
	if ran := d.Ran(); len(ran) != 1 || !ran[0].Privileged || ran[0].Labels["kaaslab.dev/lab"] != "kaas" || ran[0].Image != "k3s:1" {
		t.Errorf("ran %+v", ran)
	}
	mustBeEmpty(t, d)
}

func TestRunSaysWhatWentWrong(t *testing.T) {
	d := dockertest.Memory()
	_, err := engine.Run(t.Context(), d, scriptOf(`echo "no such setting" >&2`))
	checkError(t, err, "run container kaaslab-kaas-test from k3s:1: no such setting")
	d.NoImage("k3s:1")
	_, err = engine.Run(t.Context(), d, scriptOf(`echo`))
	checkError(t, err, "create container kaaslab-kaas-test from k3s:1")
	mustBeEmpty(t, d)
}

// TestRunIsGivenUp: a script that does not end is ended with its container.
func TestRunIsGivenUp(t *testing.T) {
	d, running := dockertest.Memory(), filepath.Join(t.TempDir(), "running")
	if err := syscall.Mkfifo(running, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, giveUp := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := engine.Run(ctx, d, scriptOf(`echo > "$1"; read -r never < "$1"`, running))
		ended <- err
	}()
	if _, err := os.ReadFile(running); err != nil { // which waits for the script
		t.Fatal(err)
	}
	giveUp()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	mustBeEmpty(t, d)
}

// TestRunAfterOneThatWasKilled: what that left goes, if it is of the same lab and does not run.
func TestRunAfterOneThatWasKilled(t *testing.T) {
	d, s := dockertest.Memory(), scriptOf(`echo done`)
	labels := func(lab string) map[string]string {
		return map[string]string{planner.LabLabel: lab, "kaaslab.dev/script": s.Name}
	}
	d.Create(t, dockertest.Container{Name: s.Name + "-killed", Labels: labels("kaas"), Stopped: true})
	d.Create(t, dockertest.Container{Name: s.Name + "-under-way", Labels: labels("kaas")})
	d.Create(t, dockertest.Container{Name: "a-copy", Labels: labels("kaas"), Stopped: true})
	d.Create(t, dockertest.Container{Name: "of-another-lab", Labels: labels("other"), Stopped: true})
	if got, err := engine.Run(t.Context(), d, s); err != nil || got != "done\n" {
		t.Errorf("got %q, %v", got, err)
	}
	left, err := engine.Containers(t.Context(), d, "label", "kaaslab.dev/script="+s.Name)
	if diff := cmp.Diff([]string{"a-copy", s.Name + "-under-way", "of-another-lab"}, engine.Names(left)); diff != "" || err != nil {
		t.Errorf("left (-want +got, %v):\n%s", err, diff)
	}
}

func mustBeEmpty(t *testing.T, d *dockertest.Daemon) {
	t.Helper()
	left, err := d.ContainerList(t.Context(), container.ListOptions{All: true})
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v (%v)", engine.Names(left), err)
	}
}

func checkError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want an error with %q", err, want)
	}
}
