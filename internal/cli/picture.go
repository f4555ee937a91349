package cli

import (
	"os"
	"sync"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/live"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

// picture is a run drawn on a terminal while it lasts. What happens is taken in by the run's goroutines, and drawn by
// another one.
type picture struct {
	mu     sync.Mutex
	steps  *view.Steps
	screen *live.Screen
}

var _ view.Progress = (*picture)(nil)

func newPicture(terminal *os.File, plan *planner.Plan, style view.Style, started time.Time) *picture {
	p := &picture{steps: view.NewSteps(plan, style, started)}
	p.screen = live.Start(terminal, func(width, height int) []string {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.steps.Lines(width, height)
	})
	return p
}

// Event implements view.Progress. Cluster API says more than anybody can read, so that it is drawn with the next tick.
func (p *picture) Event(e executor.Event) { p.change(func() { p.steps.Event(e) }) }

// Tick implements view.Progress.
func (p *picture) Tick(now time.Time) {
	p.change(func() { p.steps.Tick(now) })
	p.screen.Change(func() {})
}

// Stopping implements view.Stopper.
func (p *picture) Stopping() { p.change(p.steps.Stopping) }

// close leaves a summary on the terminal.
func (p *picture) close() {
	p.change(p.steps.Finish)
	p.screen.Close()
}

func (p *picture) change(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}
