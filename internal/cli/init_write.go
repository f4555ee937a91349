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
)

// labFiles are a lab file and the files beside it that it names, by their paths from there.
type labFiles struct {
	lab     []byte
	beside  map[string][]byte
	secrets []string // those of them that only their owner may read
}

// labFileMode lets others read a lab file, as they read the rest of a repository.
const labFileMode = os.FileMode(0o644)

// write writes the lab file last: one that names files which are not there is of no use. In the end it says a sentence.
func (f labFiles) write(p *program, o *initOptions, last string) error {
	paths := slices.Sorted(maps.Keys(f.beside))
	if o.file == "-" {
		for _, path := range paths {
			fmt.Fprintf(p.err, "not written: %s, which the lab file names; give -f a file to get it\n", path)
		}
		_, err := p.out.Write(f.lab)
		return err
	}
	paths = slices.DeleteFunc(paths, func(path string) bool { return f.there(o, path) })
	if err := o.mayWrite(paths); err != nil {
		return err
	}
	for _, path := range paths {
		if _, err := writeNew(o.beside(path), f.beside[path], f.mode(path)); err != nil {
			return err
		}
		fmt.Fprintf(p.out, "wrote %s\n", o.beside(path))
	}
	if _, err := writeNew(o.file, f.lab, labFileMode); err != nil {
		return err
	}
	fmt.Fprintln(p.out, last)
	return nil
}

// there tells of a file beside the lab file that is as it would be written: several lab files may name it.
func (f labFiles) there(o *initOptions, path string) bool {
	text, err := os.ReadFile(o.beside(path))
	return err == nil && bytes.Equal(text, f.beside[path])
}

func (f labFiles) mode(path string) os.FileMode {
	if slices.Contains(f.secrets, path) {
		return 0o600
	}
	return labFileMode
}

// beside is the path of a file next to the lab file.
func (o *initOptions) beside(path string) string { return filepath.Join(filepath.Dir(o.file), path) }

// mayWrite looks at all files before the first is written, so that a refusal leaves nothing behind.
func (o *initOptions) mayWrite(paths []string) error {
	files := []string{o.file}
	for _, path := range paths {
		files = append(files, o.beside(path))
	}
	var found []error
	for _, file := range files {
		if _, err := os.Lstat(file); err == nil {
			found = append(found, existsAlready(file))
		}
	}
	return errors.Join(found...)
}

func existsAlready(file string) error {
	return fault.Errorf(fault.FileExists, "%s exists already and is not overwritten; name another file with -f, or remove this one", file)
}
