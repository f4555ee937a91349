// Package cachedir keeps what labs download, by the XDG base directory specification, so that the next lab needs no network.
// What is kept is checked against its digest whenever it is used, and can be removed at any time.
package cachedir

import (
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Default returns kaaslab's directory within the user's cache directory: $XDG_CACHE_HOME/kaaslab, or ~/.cache/kaaslab. It
// creates nothing.
func Default() (string, error) {
	if path := os.Getenv("XDG_CACHE_HOME"); filepath.IsAbs(path) {
		return filepath.Join(path, "kaaslab"), nil
	}
	if home := os.Getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".cache", "kaaslab"), nil
	}
	return "", fault.Errorf(fault.NoStateDirectory, "cache directory: neither XDG_CACHE_HOME nor HOME is set to an absolute path; set one of them")
}
