//go:build linux

package statedir

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// fullDisk is a directory on a file system of its own, on which nothing can be written any more: not a byte, and not a file.
func fullDisk(t *testing.T, prepare func(dir string)) (dir string, remount func(flags uintptr)) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can mount a file system that is full")
	}
	dir = t.TempDir()
	const options = "size=64k,nr_inodes=16"
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("a file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	prepare(dir)
	fillDisk(t, dir)
	return dir, func(flags uintptr) {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, options); err != nil {
			t.Fatal(err)
		}
	}
}

func fillDisk(t *testing.T, dir string) {
	t.Helper()
	for i := 0; ; i++ {
		err := os.WriteFile(filepath.Join(dir, "fill"+string(rune('a'+i))), make([]byte, 8<<10), 0o600)
		if errors.Is(err, syscall.ENOSPC) && i > 16 {
			return
		}
		if err != nil && !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
}

// TestFullDiskCanBeLocked: the lock is the kernel's, and the text in its file is for people.
func TestFullDiskCanBeLocked(t *testing.T) {
	for name, c := range map[string]struct {
		flags  uintptr
		before func(Dir)
	}{
		"with a lock's file": {0, func(d Dir) {
			lock, err := d.Lock("before")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(d.path, "lab"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			_ = lock.Unlock()
		}},
		"without":                 {0, func(d Dir) { _ = os.MkdirAll(d.path, 0o700) }},
		"read only, without":      {syscall.MS_RDONLY, func(d Dir) { _ = os.MkdirAll(d.path, 0o700) }},
		"read only, with another": {syscall.MS_RDONLY, func(d Dir) { _ = os.MkdirAll(d.path, 0o700); _ = os.WriteFile(d.lockPath(), nil, 0o600) }},
	} {
		t.Run(name, func(t *testing.T) {
			var d Dir
			_, remount := fullDisk(t, func(dir string) {
				t.Setenv("XDG_STATE_HOME", dir)
				d, _ = For("demo")
				c.before(d)
			})
			if c.flags != 0 {
				remount(c.flags)
			}
			lock, err := d.Lock("kaaslab destroy")
			if err != nil {
				t.Fatal(err)
			}
			var held *Held
			if _, err := d.Lock("another"); !errors.As(err, &held) {
				t.Errorf("it can be locked twice: %v", err)
			}
			_ = lock.Unlock()
			again, err := d.Lock("after")
			if err != nil {
				t.Fatal(err)
			}
			if c.flags == 0 {
				if err := d.Remove(); err != nil {
					t.Error(err)
				}
			}
			_ = again.Unlock()
			if c.flags != 0 {
				remount(0) // so that it can be removed
			}
		})
	}
}
