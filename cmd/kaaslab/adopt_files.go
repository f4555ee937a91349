package main

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/kaaslab/kaaslab/fault"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// beside is where a file goes that the lab file names.
func (o *adoptOptions) beside(path string) string { return filepath.Join(filepath.Dir(o.file), path) }

// mayWrite looks at all files before anything is marked, so that a refusal leaves nothing behind.
func (o *adoptOptions) mayWrite(files draft.Files) error {
	var found []error
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if _, err := os.Lstat(o.beside(path)); err == nil {
			found = append(found, inTheWay(o.beside(path)))
		}
	}
	return errors.Join(found...)
}

// write leaves the lab file for the end: one that names files which are not there is of no use.
func (o *adoptOptions) write(text []byte, files draft.Files) error {
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if err := writeNew(o.beside(path), files[path], 0o644); err != nil {
			return err
		}
	}
	return writeNew(o.file, text, 0o644)
}

// writeNew never overwrites: what is there may be somebody's own.
func writeNew(path string, text []byte, mode os.FileMode) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, os.ErrExist) {
		return inTheWay(path)
	}
	if err != nil {
		return fault.Errorf(fault.Output, "write a file: %w", err)
	}
	_, err = file.Write(text)
	return fault.Wrap(fault.Output, errors.Join(err, file.Close()))
}

func inTheWay(path string) error {
	return fault.Errorf(fault.FileExists, "%s is there already, and is not overwritten; move it away", path)
}
