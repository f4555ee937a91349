package companion

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

var friend = Program{"a-friend-of-kaaslab", "KAASLAB_FRIEND"}

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
	if path, _, err := friend.Find(named); err != nil || path != want {
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
	if _, at, err := friend.Find(gone); !errors.Is(err, fs.ErrNotExist) || at != gone {
		t.Errorf("it is gone: %q, %v", at, err)
	}
	no := write(t, 0o600)
	if _, at, err := friend.Find(no); err == nil || at != no {
		t.Errorf("it cannot be run: %q, %v", at, err)
	}
}

// TestNowhere is told from what is not where it was named.
func TestNowhere(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if path, at, err := friend.Find(""); !errors.Is(err, exec.ErrNotFound) || at != "" || path != "" {
		t.Errorf("found %q at %q: %v", path, at, err)
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
