// Package companion finds the programs that come with kaaslab.
package companion

import (
	"cmp"
	"errors"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Program is one of them.
type Program struct {
	// Name is that of its file, and Variable the one in the environment that names another file.
	Name, Variable string
	// Missing is the code of the error when it is nowhere, and Wrong that when it cannot be run where somebody named it.
	Missing, Wrong fault.Code
}

// Find returns the path of the program: one that somebody named on purpose, here or in the environment, or the one beside this program,
// or the one in PATH. If nothing is where it was named, no other will do.
func (p Program) Find(named string) (string, error) {
	if named = cmp.Or(named, os.Getenv(p.Variable)); named != "" {
		return p.at(named)
	}
	if self, err := os.Executable(); err == nil {
		if linked, err := filepath.EvalSymlinks(self); err == nil {
			self = linked // a packager has linked the one program and not the other
		}
		if path, err := exec.LookPath(filepath.Join(filepath.Dir(self), p.Name)); err == nil {
			return path, nil
		}
	}
	path, err := exec.LookPath(p.Name)
	if err != nil {
		return "", fault.Errorf(p.Missing, "%s was not found beside kaaslab or in PATH; run `make build` in a checkout of kaaslab, or set $%s to its path", p.Name, p.Variable)
	}
	return filepath.Abs(path)
}

func (p Program) at(named string) (string, error) {
	path, err := filepath.Abs(named)
	if err != nil {
		return "", err
	}
	if _, err := exec.LookPath(path); err != nil {
		return "", fault.Errorf(p.Wrong, "%s cannot be run: %w; run `make build` in a checkout of kaaslab, or correct $%s", path, errors.Unwrap(err), p.Variable)
	}
	return path, nil
}
