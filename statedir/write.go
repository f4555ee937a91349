package statedir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/kaaslab/kaaslab/fault"
)

// dirPerm keeps the lab's files, which hold credentials, to their owner.
const dirPerm fs.FileMode = 0o700

// MakeDir creates a directory of the lab, with those above it.
func (d Dir) MakeDir(path string) error {
	if err := d.checkInside(path); err != nil {
		return err
	}
	return makeDir(path)
}

// makeDir names the whole directory: that something above it is not there tells nobody what was to be made.
func makeDir(path string) error {
	if err := os.MkdirAll(path, dirPerm); err != nil {
		return fault.Errorf(fault.NoStateDirectory, "make directory %s: %w; set XDG_STATE_HOME to a directory that you may write to", path, err)
	}
	return nil
}

// WriteFile writes a file of the lab as a whole or not at all: whoever reads it, even after a crash, sees the old content
// or the new. The file has its permissions from the start, so that a secret is never readable for a moment.
func (d Dir) WriteFile(path string, data []byte, perm fs.FileMode) error {
	if err := d.MakeDir(filepath.Dir(path)); err != nil {
		return err
	}
	if err := replaceFile(path, data, perm); err != nil {
		return fault.Errorf(fault.StateFiles, "write %s: %w", path, err)
	}
	return nil
}

// replaceFile makes the new file beside the old one, for a rename works only within a file system.
func replaceFile(path string, data []byte, perm fs.FileMode) error {
	// os.CreateTemp opens with mode 0600.
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	if err := fill(temp, data, perm); err != nil {
		os.Remove(temp.Name())
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		os.Remove(temp.Name())
		return err
	}
	return syncDir(filepath.Dir(path))
}

// fill syncs before the rename: otherwise a power cut can leave the new name with no content.
func fill(file *os.File, data []byte, perm fs.FileMode) error {
	defer file.Close()
	if _, err := file.Write(data); err != nil {
		return err
	}
	if err := file.Chmod(perm); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return file.Close()
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// Unwritable reports whether an error says that nothing can be written where it was tried: the disk or the user's share of it is
// full, or it cannot be written to at all. Whoever only removes things can go on without having written.
func Unwritable(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EROFS)
}

func (d Dir) checkInside(path string) error {
	inside, err := filepath.Rel(d.path, path)
	if err != nil || !filepath.IsLocal(inside) {
		return fault.Errorf(fault.StateFiles, "%s is not in the state directory of lab %q, %s", path, d.lab, d.path)
	}
	return nil
}
