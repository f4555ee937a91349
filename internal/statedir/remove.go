package statedir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Remove removes all files of the lab, and the directory of all labs when this was the last. Whoever calls it holds the
// lock; the lock's file goes last, so that nobody starts to build the lab while its files are still being removed.
func (d Dir) Remove() error {
	entries, err := os.ReadDir(d.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Errorf(fault.StateFiles, "remove the files of lab %q: %w", d.lab, err)
	}
	for _, entry := range entries {
		if entry.Name() == lockName {
			continue
		}
		if err := os.RemoveAll(filepath.Join(d.path, entry.Name())); err != nil {
			return fault.Errorf(fault.StateFiles, "remove the files of lab %q: %w", d.lab, err)
		}
	}
	return d.removeEmpty()
}

// removeEmpty leaves a directory that is not empty: someone has begun to use it since.
func (d Dir) removeEmpty() error {
	for _, path := range []string{d.lockPath(), d.path, filepath.Dir(d.path)} {
		err := os.Remove(path)
		if errors.Is(err, fs.ErrExist) {
			return nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fault.Errorf(fault.StateFiles, "remove the files of lab %q: %w", d.lab, err)
		}
	}
	return nil
}

// unused reports whether the lab has no file but the lock.
func (d Dir) unused() bool {
	entries, err := os.ReadDir(d.path)
	return err == nil && len(entries) == 1 && entries[0].Name() == lockName
}

func (d Dir) lockPath() string { return filepath.Join(d.path, lockName) }
