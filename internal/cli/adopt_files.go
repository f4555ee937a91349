package cli

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// beside is where a file goes that the lab file names.
func (o *adoptOptions) beside(path string) string { return filepath.Join(filepath.Dir(o.file), path) }

// mayWrite looks at the directory and all files before anything is marked, so that a refusal leaves nothing behind.
func (o *adoptOptions) mayWrite(files draft.Files) error {
	if err := writable(filepath.Dir(o.file)); err != nil {
		return err
	}
	var found []error
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if _, err := os.Lstat(o.beside(path)); err == nil && !holds(o.beside(path), files[path]) {
			found = append(found, inTheWay(o.beside(path)))
		}
	}
	return errors.Join(found...)
}

// writable makes a file and removes it: that tells more than permissions do.
func writable(directory string) error {
	probe, err := os.CreateTemp(directory, ".kaaslab-*")
	if err != nil {
		return fault.Errorf(fault.Output, "nothing can be written to %s, so nothing is adopted: %w; name a file elsewhere with -o", directory, errors.Unwrap(err))
	}
	return fault.Wrap(fault.Output, errors.Join(probe.Close(), os.Remove(probe.Name())))
}

// write leaves the lab file for the end: one that names files which are not there is of no use.
func (o *adoptOptions) write(text []byte, files draft.Files) error {
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if err := o.written.add(o.beside(path), files[path], 0o644); err != nil {
			return err
		}
	}
	return o.written.add(o.file, text, 0o644)
}

// written are the files that a run has made, and may remove again.
type written []string

// add writes a file, if it is not there with this very content: an earlier run may have been killed in between.
func (w *written) add(path string, text []byte, mode os.FileMode) error {
	if holds(path, text) {
		return nil
	}
	made, err := writeNew(path, text, mode)
	if made {
		*w = append(*w, path)
	}
	return err
}

func (w written) remove() {
	for _, path := range w {
		os.Remove(path)
	}
}

func holds(path string, text []byte) bool {
	there, err := os.ReadFile(path)
	return err == nil && bytes.Equal(there, text)
}

// writeNew never overwrites: what is there may be somebody's own.
func writeNew(path string, text []byte, mode os.FileMode) (made bool, err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, os.ErrExist) {
		return false, inTheWay(path)
	}
	if err != nil {
		return false, fault.Errorf(fault.Output, "write a file: %w", err)
	}
	_, err = file.Write(text)
	return true, fault.Wrap(fault.Output, errors.Join(err, file.Close()))
}

func inTheWay(path string) error {
	return fault.Errorf(fault.FileExists, "%s is there already, and is not overwritten; move it away", path)
}
