package operation

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAdoptProvesThatItCanWrite: where the lab file cannot be written, nothing is marked, and the proof leaves nothing.
func TestAdoptProvesThatItCanWrite(t *testing.T) {
	directory := t.TempDir()
	for _, file := range []string{filepath.Join(directory, "none", "lab.yaml"), "/dev/null/lab.yaml"} {
		if err := mayAdopt(file, nil); err == nil || !strings.Contains(err.Error(), "nothing can be written to "+filepath.Dir(file)+", so nothing is adopted") {
			t.Errorf("%s: %v", file, err)
		}
	}
	err := mayAdopt(filepath.Join(directory, "lab.yaml"), nil)
	if left, _ := os.ReadDir(directory); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
