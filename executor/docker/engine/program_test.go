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

// TestWithoutAProgram says where it is looked for, or what is wrong where it was named.
func TestWithoutAProgram(t *testing.T) {
	t.Setenv(ProgramVariable, "")
	t.Setenv("PATH", t.TempDir())
	p := NewProgram("")
	_, err := p.Find()
	if fault.Of(err) != fault.NoContainerProgram || !strings.Contains(err.Error(), ProgramVariable) {
		t.Errorf("without a program: %v", err)
	}
	if name, err := p.Image(); name != "" || fault.Of(err) != fault.NoContainerProgram {
		t.Errorf("the image of none is %q, %v", name, err)
	}
	gone := filepath.Join(t.TempDir(), "gone")
	if _, err := NewProgram(gone).Find(); fault.Of(err) != fault.NoContainerProgram || !strings.Contains(err.Error(), gone+" cannot be run") {
		t.Errorf("it is not where it was named: %v", err)
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
	ForgetImage(t.Context(), nil, "") // which asks nobody
}
