package cli

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// mayWrite looks at the directory too, and before anything is marked.
func (o *adoptOptions) mayWrite(files draft.Files) error {
	if err := writable(filepath.Dir(o.file)); err != nil {
		return err
	}
	return mayWrite(o.file, files)
}

// writable makes a file and removes it: that tells more than permissions do.
func writable(directory string) error {
	probe, err := os.CreateTemp(directory, ".kaaslab-*")
	if err != nil {
		return fault.Errorf(fault.Output, "nothing can be written to %s, so nothing is adopted: %w; name a file elsewhere with -o", directory, errors.Unwrap(err))
	}
	return fault.Wrap(fault.Output, errors.Join(probe.Close(), os.Remove(probe.Name())))
}
