package companion

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/fault"
)

var friend = Program{"a-friend-of-kaaslab", "KAASLAB_FRIEND", fault.NoEmbeddedProgram, fault.WrongProgram}

func write(t *testing.T, mode fs.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), friend.Name)
	if err := os.WriteFile(path, nil, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func finds(t *testing.T, named, want string) {
	t.Helper()
	if path, err := friend.Find(named); err != nil || path != want {
		t.Errorf("named %q it finds %q (%v), want %q", named, path, err, want)
	}
}

// TestFindsWhereItIsNamed here and in the environment, and else in PATH.
func TestFindsWhereItIsNamed(t *testing.T) {
	named, variable, inPath := write(t, 0o700), write(t, 0o700), write(t, 0o700)
	t.Setenv("PATH", filepath.Dir(inPath))
	finds(t, "", inPath)
	t.Setenv(friend.Variable, variable)
	finds(t, "", variable)
	finds(t, named, named)
}

// TestNamedPathIsMeant: another program than the one that somebody named would do something that nobody meant.
func TestNamedPathIsMeant(t *testing.T) {
	t.Setenv("PATH", filepath.Dir(write(t, 0o700)))
	gone := filepath.Join(t.TempDir(), "gone")
	if _, err := friend.Find(gone); !errors.Is(err, fs.ErrNotExist) || fault.Of(err) != friend.Wrong || !strings.Contains(err.Error(), gone) {
		t.Errorf("it is gone: %v", err)
	}
	no := write(t, 0o600)
	if _, err := friend.Find(no); fault.Of(err) != friend.Wrong || !strings.Contains(err.Error(), no+" cannot be run") {
		t.Errorf("it cannot be run: %v", err)
	}
}

// TestNowhere is told from what is not where it was named.
func TestNowhere(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if path, err := friend.Find(""); fault.Of(err) != friend.Missing || path != "" || !strings.Contains(err.Error(), friend.Variable) {
		t.Errorf("found %q: %v", path, err)
	}
}

// TestFindsWhatLiesBesideItself also when it was started by a link.
func TestFindsWhatLiesBesideItself(t *testing.T) {
	self, err := os.Executable()
	if err == nil {
		self, err = filepath.EvalSymlinks(self)
	}
	if err != nil {
		t.Fatal(err)
	}
	beside := filepath.Join(filepath.Dir(self), friend.Name)
	if err := os.WriteFile(beside, nil, 0o700); err != nil {
		t.Skipf("nothing can be written beside the test: %v", err)
	}
	t.Cleanup(func() { _ = os.Remove(beside) })
	finds(t, "", beside)
}
