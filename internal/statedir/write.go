package statedir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/kaaslab/kaaslab/internal/atomicfile"
	"github.com/kaaslab/kaaslab/internal/fault"
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

// WriteFile writes a file of the lab as a whole or not at all.
func (d Dir) WriteFile(path string, data []byte, perm fs.FileMode) error {
	if err := d.MakeDir(filepath.Dir(path)); err != nil {
		return err
	}
	if err := atomicfile.Write(path, data, perm); err != nil {
		return fault.Errorf(fault.StateFiles, "write %s: %w", path, err)
	}
	return nil
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
