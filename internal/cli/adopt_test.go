package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/spec/draft"
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
		p.adapters = (&stage{world: fake.New()}).adapters
		p.k3d = func(context.Context, string) ([]byte, error) { return []byte("a kubeconfig"), nil }
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

// TestFilesOfAnAdoptThatFailsAreRemoved: what is in the way stays, and so does what was there before; the next adopt is not
// refused for what this one has left.
func TestFilesOfAnAdoptThatFailsAreRemoved(t *testing.T) {
	directory := t.TempDir()
	o := &adoptOptions{file: filepath.Join(directory, "lab.yaml")}
	files := draft.Files{"./a.yaml": []byte("a"), "./b.yaml": []byte("b"), "./c.yaml": []byte("c")}
	for path, text := range map[string]string{"a.yaml": "a", "c.yaml": "another"} {
		if err := os.WriteFile(filepath.Join(directory, path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.mayWrite(files); err == nil || strings.Contains(err.Error(), "a.yaml") || !strings.Contains(err.Error(), "c.yaml") {
		t.Errorf("what is there already with what it should hold is refused: %v", err)
	}
	if err := o.written.addLab(o.file, labFiles{lab: []byte("lab"), beside: files}); err == nil {
		t.Fatal("c.yaml was overwritten")
	}
	o.written.remove()
	if left := leftIn(t, directory); !slices.Equal(left, []string{"a.yaml", "c.yaml"}) {
		t.Errorf("left %v", left)
	}
	os.Remove(filepath.Join(directory, "c.yaml"))
	o.written = nil
	if err := o.written.addLab(o.file, labFiles{lab: []byte("lab"), beside: files}); err != nil || len(leftIn(t, directory)) != 4 {
		t.Errorf("left %v, %v", leftIn(t, directory), err)
	}
}

// TestAdoptProvesThatItCanWrite: where the lab file cannot be written, nothing is marked, and the proof leaves nothing.
func TestAdoptProvesThatItCanWrite(t *testing.T) {
	directory := t.TempDir()
	for _, file := range []string{filepath.Join(directory, "none", "lab.yaml"), "/dev/null/lab.yaml"} {
		o := &adoptOptions{file: file}
		if err := o.mayWrite(nil); err == nil || !strings.Contains(err.Error(), "nothing can be written to "+filepath.Dir(file)+", so nothing is adopted") {
			t.Errorf("%s: %v", file, err)
		}
	}
	o := &adoptOptions{file: filepath.Join(directory, "lab.yaml")}
	if err := o.mayWrite(nil); err != nil || len(leftIn(t, directory)) > 0 {
		t.Errorf("left %v, %v", leftIn(t, directory), err)
	}
}
