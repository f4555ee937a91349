package sveltos

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

const (
	// program lies beside this one.
	program = "kaaslab-sveltos"
	// controller is the module in it that does the work.
	controller = "github.com/projectsveltos/addon-controller"
	// cure is what to do about a program that is missing or does not fit.
	cure = "run make build in a checkout of kaaslab, or install both from one release"
)

// ErrMissing says that no program of that name is there.
var ErrMissing = errors.New(program + ", which installs add-ons, is neither beside kaaslab-embedded nor in PATH: " + cure)

// Find returns the path of the program: beside this one, else in PATH. The
// program has to have this version of Sveltos built in, since the definitions
// that are installed for it are of that version.
func Find(version string) (string, error) {
	path, err := locate()
	if err != nil {
		return "", err
	}
	return path, fits(path, version)
}

func locate() (string, error) {
	if self, err := os.Executable(); err == nil {
		if path, err := exec.LookPath(filepath.Join(filepath.Dir(self), program)); err == nil {
			return path, nil
		}
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return "", ErrMissing
	}
	return filepath.Abs(path)
}

// fits reads what the linker has noted in the program. It is not run to be
// asked: another program of that name could do anything then.
func fits(path, version string) error {
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%s does not tell which Sveltos it has built in (%w): %s", path, err, cure)
	}
	for _, module := range info.Deps {
		switch {
		case module.Path != controller:
		case module.Version == version:
			return nil
		default:
			return fmt.Errorf("%s has Sveltos %s built in, not %s: %s", path, module.Version, version, cure)
		}
	}
	return fmt.Errorf("%s has no Sveltos built in: %s", path, cure)
}
