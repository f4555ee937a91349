package cli

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// labFiles are a lab file and the files beside it that it names, by their paths from there.
type labFiles struct {
	lab     []byte
	beside  draft.Files
	secrets []string // those of them that only their owner may read
}

// labFileMode lets others read a lab file, as they read the rest of a repository.
const labFileMode = os.FileMode(0o644)

// write writes what is not there yet, tells of it, and says a sentence in the end.
func (f labFiles) write(p *program, o *initOptions, last string) error {
	if o.file == "-" {
		for _, path := range slices.Sorted(maps.Keys(f.beside)) {
			fmt.Fprintf(p.err, "not written: %s, which the lab file names; give -f a file to get it\n", path)
		}
		_, err := p.out.Write(f.lab)
		return err
	}
	if err := errors.Join(notThere(o.file), mayWrite(o.file, f.beside)); err != nil {
		return err
	}
	var made written
	err := made.addLab(o.file, f)
	for _, path := range made {
		if path != o.file {
			fmt.Fprintf(p.out, "wrote %s\n", path)
		}
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(p.out, last)
	return nil
}

func (f labFiles) mode(path string) os.FileMode {
	if slices.Contains(f.secrets, path) {
		return 0o600
	}
	return labFileMode
}

// beside is where a file goes that a lab file names.
func beside(file, path string) string { return filepath.Join(filepath.Dir(file), path) }

// mayWrite looks at all files beside a lab file before the first is written, so that a refusal leaves nothing behind. One that
// is as it would be written may stay.
func mayWrite(file string, files draft.Files) error {
	var found []error
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if _, err := os.Lstat(beside(file, path)); err == nil && !holds(beside(file, path), files[path]) {
			found = append(found, inTheWay(beside(file, path)))
		}
	}
	return errors.Join(found...)
}

func notThere(file string) error {
	if _, err := os.Lstat(file); err == nil {
		return fault.Errorf(fault.FileExists, "%s exists already and is not overwritten; name another file with -f, or remove this one", file)
	}
	return nil
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

// addLab leaves the lab file for the end: one that names files which are not there is of no use.
func (w *written) addLab(file string, f labFiles) error {
	for _, path := range slices.Sorted(maps.Keys(f.beside)) {
		if err := w.add(beside(file, path), f.beside[path], f.mode(path)); err != nil {
			return err
		}
	}
	return w.add(file, f.lab, labFileMode)
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
