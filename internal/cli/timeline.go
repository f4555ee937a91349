package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/atomicfile"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// mayDraw makes sure that the timeline can be written, before anything else is. A file that is made and removed tells more
// than permissions do.
func mayDraw(path string) error {
	if path == "" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fault.Errorf(fault.Output, "the timeline cannot be drawn into %s, which is no file; name another with --timeline", path)
	}
	probe, err := os.CreateTemp(filepath.Dir(path), ".kaaslab-*")
	if err != nil {
		return fault.Errorf(fault.Output, "the timeline cannot be drawn into %s: %w; name another file with --timeline", path, errors.Unwrap(err))
	}
	return fault.Wrap(fault.Output, errors.Join(probe.Close(), os.Remove(probe.Name())))
}

// drawn writes the timeline of a run, however it ended. One that did nothing has none.
func (r *execution) drawn(ended error) error {
	path := r.options.timeline
	if path == "" || r.timeline.Empty() {
		return ended
	}
	var picture bytes.Buffer
	err := r.timeline.SVG(&picture, ended)
	if err == nil {
		err = atomicfile.Write(path, picture.Bytes(), 0o644)
	}
	if err == nil {
		return ended
	}
	return errors.Join(ended, fault.Errorf(fault.Output, "draw the timeline: %w", err))
}
