// Package labfiles writes lab files and the files beside them that they name, and never over what is there.
package labfiles

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

// Set is a lab file and the files beside it that it names, by their paths from there.
type Set struct {
	Lab     []byte
	Beside  draft.Files
	Secrets []string // those of them that only their owner may read
}

// Mode lets others read a lab file, as they read the rest of a repository.
const Mode = os.FileMode(0o644)

func (s Set) mode(path string) os.FileMode {
	if slices.Contains(s.Secrets, path) {
		return 0o600
	}
	return Mode
}

// beside is where a file goes that a lab file names.
func beside(file, path string) string { return filepath.Join(filepath.Dir(file), path) }

// MayWrite looks at all files beside a lab file before the first is written, so that a refusal leaves nothing behind. One that
// is as it would be written may stay.
func MayWrite(file string, files draft.Files) error {
	var found []error
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if _, err := os.Lstat(beside(file, path)); err == nil && !holds(beside(file, path), files[path]) {
			found = append(found, InTheWay(beside(file, path)))
		}
	}
	return errors.Join(found...)
}

// Written are the files that a run has made, and may remove again.
type Written []string

// Add writes a file, if it is not there with this very content: an earlier run may have been killed in between.
func (w *Written) Add(path string, text []byte, mode os.FileMode) error {
	if holds(path, text) {
		return nil
	}
	made, err := writeNew(path, text, mode)
	if made {
		*w = append(*w, path)
	}
	return err
}

// AddSet leaves the lab file for the end: one that names files which are not there is of no use.
func (w *Written) AddSet(file string, s Set) error {
	for _, path := range slices.Sorted(maps.Keys(s.Beside)) {
		if err := w.Add(beside(file, path), s.Beside[path], s.mode(path)); err != nil {
			return err
		}
	}
	return w.Add(file, s.Lab, Mode)
}

// Remove takes them away again.
func (w Written) Remove() {
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
	file, err := Create(path, mode)
	if err != nil {
		return false, err
	}
	_, err = file.Write(text)
	return true, fault.Wrap(fault.Output, errors.Join(err, file.Close()))
}

// Create opens a file that is not there yet.
func Create(path string, mode os.FileMode) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, os.ErrExist) {
		return nil, InTheWay(path)
	}
	if err != nil {
		return nil, fault.Errorf(fault.Output, "write a file: %w", err)
	}
	return file, nil
}

// InTheWay is the error of a file that is there already.
func InTheWay(path string) error {
	return fault.Errorf(fault.FileExists, "%s is there already, and is not overwritten; move it away", path)
}
