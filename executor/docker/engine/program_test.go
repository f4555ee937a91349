package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/fault"
)

func program(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), ProgramName)
	if err := os.WriteFile(path, []byte(content), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestProgramIsFound where it is named, in the environment and in PATH, in this order.
func TestProgramIsFound(t *testing.T) {
	named, variable, inPath := program(t, "a"), program(t, "b"), program(t, "c")
	t.Setenv(ProgramVariable, variable)
	t.Setenv("PATH", filepath.Dir(inPath))
	for _, want := range []string{named, variable, inPath} {
		if path, err := NewProgram(named).Find(); err != nil || path != want {
			t.Errorf("found %q, %v, want %s", path, err, want)
		}
		if err := os.Remove(want); err != nil {
			t.Fatal(err)
		}
	}
	p := NewProgram("")
	_, err := p.Find()
	if fault.Of(err) != fault.NoContainerProgram || !strings.Contains(err.Error(), ProgramVariable) {
		t.Errorf("without a program: %v", err)
	}
	if name, err := p.Image(); name != "" || fault.Of(err) != fault.NoContainerProgram {
		t.Errorf("the image of none is %q, %v", name, err)
	}
}

// TestProgramIsNamedByWhatItIs and by what it was when it was looked at first.
func TestProgramIsNamedByWhatItIs(t *testing.T) {
	path := program(t, "a")
	p := NewProgram(path)
	first, err := p.Image()
	if err != nil || first != ProgramImage+":ca978112ca1b" {
		t.Errorf("its image is %q, %v", first, err)
	}
	if err := os.WriteFile(path, []byte("b"), 0o700); err != nil {
		t.Fatal(err)
	}
	if again, err := p.Image(); err != nil || again != first {
		t.Errorf("its image is %q, %v", again, err)
	}
	if other, err := NewProgram(path).Image(); err != nil || other == first {
		t.Errorf("the image of another is %q, %v", other, err)
	}
	ForgetProgram(t.Context(), nil, "") // which asks nobody
}
