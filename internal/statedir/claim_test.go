package statedir

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

func inside(t *testing.T) Dir {
	t.Helper()
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := For("demo")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestClaimOfRemovedFile: a destroy ends between the moments in which another run opens the file and locks it.
func TestClaimOfRemovedFile(t *testing.T) {
	for name, remove := range map[string]func(Dir) error{
		"removed":  Dir.Remove,
		"replaced": func(d Dir) error { return errors.Join(d.Remove(), d.WriteFile(d.lockPath(), nil, 0o600)) },
	} {
		dir := inside(t)
		file, err := dir.openLock()
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if err := remove(dir); err != nil {
			t.Fatal(err)
		}
		if err := dir.claim(file); !errors.Is(err, errMoved) {
			t.Errorf("%s: got %v, want that the file was removed", name, err)
		}
	}
}

// TestNameOfDeadHolder: for a moment the file of a new holder still has the name of the last one, who was killed.
func TestNameOfDeadHolder(t *testing.T) {
	dir := inside(t)
	file, err := dir.openLock()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := errors.Join(file.Truncate(0), syscall.Flock(int(file.Fd()), syscall.LOCK_EX)); err != nil {
		t.Fatal(err)
	}
	dead := exec.Command(os.Args[0], "-test.run=^$")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	if err := (Held{PID: dead.Process.Pid, Command: "kaaslab destroy"}).write(file); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(3*lookWait, func() { writeHolder(file, "kaaslab apply") })
	_, err = dir.Lock("kaaslab plan")
	var held *Held
	if !errors.As(err, &held) || held.PID != os.Getpid() {
		t.Errorf("got %v, want the present holder, pid %d", err, os.Getpid())
	}
}
