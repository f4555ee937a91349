package labfiles

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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

// TestFilesOfARunThatFailsAreRemoved: what is in the way stays, and so does what was there before; the next run is not
// refused for what this one has left.
func TestFilesOfARunThatFailsAreRemoved(t *testing.T) {
	directory := t.TempDir()
	file := filepath.Join(directory, "lab.yaml")
	var written Written
	files := draft.Files{"./a.yaml": []byte("a"), "./b.yaml": []byte("b"), "./c.yaml": []byte("c")}
	for path, text := range map[string]string{"a.yaml": "a", "c.yaml": "another"} {
		if err := os.WriteFile(filepath.Join(directory, path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := MayWrite(file, files); err == nil || strings.Contains(err.Error(), "a.yaml") || !strings.Contains(err.Error(), "c.yaml") {
		t.Errorf("what is there already with what it should hold is refused: %v", err)
	}
	if err := written.AddSet(file, Set{Lab: []byte("lab"), Beside: files}); err == nil {
		t.Fatal("c.yaml was overwritten")
	}
	written.Remove()
	if left := leftIn(t, directory); !slices.Equal(left, []string{"a.yaml", "c.yaml"}) {
		t.Errorf("left %v", left)
	}
	os.Remove(filepath.Join(directory, "c.yaml"))
	written = nil
	if err := written.AddSet(file, Set{Lab: []byte("lab"), Beside: files}); err != nil || len(leftIn(t, directory)) != 4 {
		t.Errorf("left %v, %v", leftIn(t, directory), err)
	}
}
