package operation

import (
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
)

// loadingMark is the file that a lab's directory has while the lab is loaded. It stays when that is cut short: then what is there of the
// lab looks like a lab that is stopped, and is not one.
func loadingMark(dir statedir.Dir) string { return filepath.Join(dir.Path(), "loading") }

// markLoading writes the mark; the function takes it away.
func markLoading(dir statedir.Dir) (loaded func() error, err error) {
	return func() error { return fault.Wrap(fault.StateFiles, os.Remove(loadingMark(dir))) }, dir.WriteFile(loadingMark(dir), nil, 0o600)
}

// halfLoaded reports whether the lab was not loaded to its end.
func halfLoaded(dir statedir.Dir) bool { return statedir.IsThere(loadingMark(dir)) }

// checkLoaded refuses to work on such a lab, but for destroying it.
func (l *Lab) checkLoaded() error {
	if !halfLoaded(l.Dir) {
		return nil
	}
	return refuse(fault.HalfLoaded, "lab %q was not loaded to its end, because kaaslab load was cut short; destroy it with `kaaslab destroy --lab %s`, and load it again", l.Spec.Name, l.Spec.Name)
}
