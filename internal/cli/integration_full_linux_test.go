package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestDestroyOnAFullDisk: a destroy is what makes room, so that it needs none.
func TestDestroyOnAFullDisk(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	if os.Getuid() != 0 {
		t.Skip("only root can mount a file system that is full")
	}
	if err := os.MkdirAll(l.state(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", l.state(), "tmpfs", 0, "size=400m"); err != nil {
		t.Skipf("a file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(l.state(), syscall.MNT_DETACH) })
	l.write("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nworkloadClusters: [{name: one, infrastructure: inMemory}]\n")
	l.must(0, "apply", "--yes")
	fillUp(t, filepath.Join(l.state(), "fill"))

	if r := l.run("apply", "--yes"); r.code == exitLocked || strings.Contains(r.stderr, "lock lab") {
		t.Errorf("apply on a full disk: %d\n%s", r.code, r.stderr)
	}
	l.must(0, "destroy", "--yes")
	if left := l.processes(); len(left) > 0 {
		t.Errorf("processes %v are left", left)
	}
	if left, _ := os.ReadDir(filepath.Join(l.state(), "kaaslab")); len(left) > 0 {
		t.Errorf("destroy left %v", left)
	}
}

func fillUp(t *testing.T, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for size := 1 << 20; size > 0; {
		_, err := file.Write(make([]byte, size))
		switch {
		case errors.Is(err, syscall.ENOSPC):
			size /= 2
		case err != nil:
			t.Fatal(err)
		}
	}
}
