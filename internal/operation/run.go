package operation

import (
	"context"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// Run is an apply or destroy under way: what stops it, and whom it tells.
type Run struct {
	lab     *Lab
	release func() // gives the lease back, if there is one

	// Command names the run to others who want to change the lab.
	Command string
	// Stop ends what waits and starts nothing new; Kill ends the run at once.
	Stop, Kill context.Context
	// Parallel is how many steps run at once, and Grace how long what is being written may go on after Stop; zero is the
	// executor's own.
	Parallel int
	Grace    time.Duration
	// NoWait ends the run once everything is accepted.
	NoWait bool
	// Show is given the plan before it runs, and Confirm decides whether it does.
	Show    func(*planner.Plan)
	Confirm func(*planner.Plan) error
	// Perform executes the plan, and Close ends what writes to the lab's files, before they are removed.
	Perform func(*planner.Plan) error
	// Living is called when it is noted how long the lab lives, before anything is made.
	Living func()
	Close  func()
}

// NewRun returns a run that asks nobody and tells nobody.
func (l *Lab) NewRun(stop, kill context.Context, command string) *Run {
	r := &Run{lab: l, release: func() {}, Command: command, Stop: stop, Kill: kill}
	r.Show, r.Close = func(*planner.Plan) {}, func() {}
	r.Living = func() {}
	r.Confirm = func(*planner.Plan) error { return nil }
	r.Perform = func(plan *planner.Plan) error { return r.Execute(plan, nil) }
	return r
}

// Execute runs the plan.
func (r *Run) Execute(plan *planner.Plan, events func(executor.Event)) error {
	return executor.Run(r.Kill, plan, r.lab.Handlers, executor.Options{
		Parallel: r.Parallel, NoWait: r.NoWait, Stop: r.Stop.Done(), Grace: r.Grace, Events: events,
	})
}

// Release gives back what the run held against other machines.
func (r *Run) Release() { r.release() }
