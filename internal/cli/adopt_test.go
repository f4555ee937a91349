package cli

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/internal/statedir"
)

// leftIn lists what is in a directory.
func leftIn(t *testing.T, directory string) []string {
	t.Helper()
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// TestAdoptThatMayNotBeginLeavesNothing: another run has the lab, or its directory cannot be made, before anything is written.
func TestAdoptThatMayNotBeginLeavesNothing(t *testing.T) {
	directory := t.TempDir()
	t.Chdir(directory)
	adopt := func() (int, string) {
		var said bytes.Buffer
		p := newProgram(strings.NewReader(""), &said, &said)
		p.machine.Adapters = (&stage{world: fake.New()}).adapters
		p.machine.K3d = func(context.Context, string) ([]byte, error) { return []byte("a kubeconfig"), nil }
		return run(context.Background(), p, []string{"adopt", "--yes", "--k3d", "theirs", "--name", "demo"}), said.String()
	}
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := statedir.For("demo")
	if err != nil {
		t.Fatal(err)
	}
	lock, err := dir.Lock("kaaslab apply")
	if err != nil {
		t.Fatal(err)
	}
	if code, said := adopt(); code != exitLocked || len(leftIn(t, directory)) > 0 {
		t.Errorf("exit code %d, left %v: %s", code, leftIn(t, directory), said)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_STATE_HOME", "/dev/null")
	if code, said := adopt(); code != exitFailed || len(leftIn(t, directory)) > 0 {
		t.Errorf("exit code %d, left %v: %s", code, leftIn(t, directory), said)
	}
}
