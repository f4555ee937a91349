// Package companion finds the programs that come with kaaslab.
package companion

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
)

// Program is one of them.
type Program struct {
	// Name is that of its file, and Variable the one in the environment that names another file.
	Name, Variable string
}

// Find returns the path of the program: one that somebody named on purpose, here or in the environment, or the one beside this program,
// or the one in PATH. If nothing is where it was named, no other will do: then at is that path, and without a path it was not named.
func (p Program) Find(named string) (path, at string, err error) {
	if named = cmp.Or(named, os.Getenv(p.Variable)); named != "" {
		path, err = filepath.Abs(named)
		if err == nil {
			_, err = exec.LookPath(path)
		}
		return path, path, err
	}
	if self, err := os.Executable(); err == nil {
		if linked, err := filepath.EvalSymlinks(self); err == nil {
			self = linked // a packager has linked the one program and not the other
		}
		if path, err := exec.LookPath(filepath.Join(filepath.Dir(self), p.Name)); err == nil {
			return path, "", nil
		}
	}
	if path, err = exec.LookPath(p.Name); err != nil {
		return "", "", err
	}
	path, err = filepath.Abs(path)
	return path, "", err
}
