package labtest

import (
	"os"
	"os/exec"
	"path/filepath"

	"github.com/kaaslab/kaaslab/executor/management/embedded"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/version"
)

// findProgram returns the path of the program. One that somebody named on purpose is taken as it is: if nothing is there, no other
// will do.
func findProgram(named string) (string, error) {
	for _, path := range []string{named, os.Getenv(embedded.Variable)} {
		if path == "" {
			continue
		}
		if _, err := exec.LookPath(path); err != nil {
			return "", fault.Errorf(fault.NoEmbeddedProgram, "%s, which labtest.Embedded or $%s names, cannot be run: %w", path, embedded.Variable, err)
		}
		return filepath.Abs(path)
	}
	here, err := os.Getwd()
	if err != nil {
		return "", fault.Wrap(fault.NoEmbeddedProgram, err)
	}
	if path := inModule(here); path != "" {
		return path, nil
	}
	if path, err := exec.LookPath(embedded.Program); err == nil {
		return filepath.Abs(path)
	}
	return "", fault.Errorf(fault.NoEmbeddedProgram, "%s was not found: neither labtest.Embedded nor $%s names it, and it is not in bin/ of %s, of a directory above it in its module, or in $PATH; take %s and kaaslab-sveltos from the release %s of kaaslab, or from `make build` in a checkout of it; labtest.SkipWithoutProgram skips the test instead",
		embedded.Program, embedded.Variable, here, embedded.Program, version.Number)
}

// inModule looks into bin/ of a directory and those above it, up to the one with go.mod.
func inModule(dir string) string {
	for {
		if path, err := exec.LookPath(filepath.Join(dir, "bin", embedded.Program)); err == nil {
			return path
		}
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil || dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}
