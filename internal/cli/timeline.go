package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/kaaslab/kaaslab/internal/atomicfile"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

// mayDraw makes sure that the timeline can be written, before anything else is.
func mayDraw(path string) error {
	if path == "" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fault.Errorf(fault.Output, "the timeline cannot be drawn into %s, which is no file; name another with --timeline", path)
	}
	if err := atomicfile.Try(filepath.Dir(path)); err != nil {
		return fault.Errorf(fault.Output, "the timeline cannot be drawn into %s: %w; name another file with --timeline", path, err)
	}
	return nil
}

// drawing is the timeline of a run, told of a plan that is about to run, if one is asked for.
func (r *execution) drawing(plan *planner.Plan) []view.Progress {
	if r.timeline == nil {
		return nil
	}
	r.timeline.Begin(plan, time.Now())
	return []view.Progress{r.timeline}
}

// drawn writes the timeline of a run, however it ended. One that did nothing has none.
func (r *execution) drawn(ended error) error {
	if r.timeline == nil || r.timeline.Empty() {
		return ended
	}
	var picture bytes.Buffer
	err := r.timeline.SVG(&picture, ended)
	if err == nil {
		err = atomicfile.Write(r.options.timeline, picture.Bytes(), 0o644)
	}
	if err == nil {
		return ended
	}
	return errors.Join(ended, fault.Errorf(fault.Output, "draw the timeline: %w", err))
}
