package cli

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"time"

	"github.com/kaaslab/kaaslab/internal/cli/live"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// lookPause is the time between two looks at a lab. Looking at a large lab takes longer than that, and then it is as long as
// the look took.
const lookPause = 2 * time.Second

// watch shows the lab again whenever something changed, until it is interrupted, which is how it is meant to end.
func (s *session) watch(stop context.Context, output string) error {
	show, end := s.watcher(output)
	defer end()
	var last *snapshot.Status
	for {
		began := time.Now()
		status := s.look(stop)
		if stop.Err() != nil {
			return nil
		}
		if last == nil || !reflect.DeepEqual(*last, status) {
			if err := show(status); err != nil {
				return err
			}
		}
		last = &status
		if !s.pause(stop, max(lookPause, time.Since(began))) {
			return nil
		}
	}
}

// watcher draws on a terminal, and writes one block after the other elsewhere.
func (s *session) watcher(output string) (show func(snapshot.Status) error, end func()) {
	terminal, isTerminal := s.out.(*os.File)
	text := output == outputText || output == outputWide
	if !text || !isTerminal || !view.CanBeDrawnOn(terminal) || !live.Possible(terminal) {
		return s.blocks(output), func() {}
	}
	var now snapshot.Status
	look := view.StatusLook{Style: view.StyleFor(terminal), Wide: output == outputWide}
	screen := live.Start(terminal, func(width, height int) []string {
		look.Style.Width = width
		return view.StatusPicture(now, look, height)
	})
	return func(status snapshot.Status) error {
		screen.Change(func() { now = status })
		return nil
	}, screen.Close
}

// blocks separates what is written as its format has it: text by an empty line, YAML as documents, JSON by nothing.
func (s *session) blocks(output string) func(snapshot.Status) error {
	separator := map[string]string{outputText: "\n", outputWide: "\n", outputName: "\n", outputYAML: "---\n"}[output]
	first := true
	return func(status snapshot.Status) error {
		if !first {
			fmt.Fprint(s.out, separator)
		}
		first = false
		return s.showStatus(status, output)
	}
}

// pauseFor waits, and reports whether it is time to go on.
func pauseFor(stop context.Context, pause time.Duration) bool { return poll.Pause(stop, pause) == nil }
