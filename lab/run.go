package lab

import (
	"context"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/management/existing"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// ApplyOptions say how a lab is made. The zero value makes all of it, and waits until it is ready.
type ApplyOptions struct {
	// Targets are the resources that are made, as kind/name, with what they need; none means all.
	Targets []string
	// AllowReplace names the resources, as kind/name, that may be made anew, or be lost with all that they hold.
	AllowReplace []string
	// SameLab says that a lab that somebody else, another machine or another file has made is this one.
	SameLab bool
	// NoWait ends the run once everything is accepted.
	NoWait bool
	// Parallel is how many steps run at once; zero is the default.
	Parallel int
	// Events is told what happens.
	Events func(Event)
}

// Apply makes the lab what its file says, and returns the plan that it followed. An Apply that failed is finished by the next.
func (l *Lab) Apply(ctx context.Context, o ApplyOptions) (plan *planner.Plan, err error) {
	err = l.run(ctx, "lab.Apply", o.Events, func(r *operation.Run) error {
		r.NoWait, r.Parallel = o.NoWait, o.Parallel
		plan, err = r.Apply(operation.ApplyOptions{Targets: o.Targets, AllowReplace: o.AllowReplace, SameLab: o.SameLab})
		return err
	})
	return plan, err
}

// DestroyOptions say how a lab is removed. The zero value leaves what was adopted.
type DestroyOptions struct {
	// Adopted removes what the lab has adopted as well.
	Adopted bool
	// SameLab says that a lab that somebody else, another machine or another file has made is this one.
	SameLab bool
	// Parallel is how many steps run at once; zero is the default.
	Parallel int
	// Events is told what happens.
	Events func(Event)
}

// Destroy removes what belongs to the lab, and its files on this machine. It returns the plan that it followed.
func (l *Lab) Destroy(ctx context.Context, o DestroyOptions) (plan *planner.Plan, err error) {
	err = l.run(ctx, "lab.Destroy", o.Events, func(r *operation.Run) error {
		r.Parallel = o.Parallel
		plan, err = r.Destroy(operation.DestroyOptions{Adopted: o.Adopted, SameLab: o.SameLab})
		return err
	})
	return plan, err
}

// run keeps other runs from changing the lab meanwhile.
func (l *Lab) run(ctx context.Context, command string, events func(Event), do func(*operation.Run) error) error {
	release, err := l.lab.Lock(command)
	if err != nil {
		return err
	}
	defer release()
	r := l.lab.NewRun(ctx, ctx, command)
	defer func() { r.Release() }()
	r.Perform = func(plan *planner.Plan) error { return r.Execute(plan, events) }
	return do(r)
}

// The classes of errors.
type (
	// Invalid is a lab file that is wrong. It lists every problem with its position.
	Invalid = spec.Invalid
	// Refused is a plan that what is there stands in the way of, such as a thing of the same name that is somebody else's.
	Refused = planner.Refused
	// NeedsLeave is a run that would lose something, or a lab that was made elsewhere, without the option that allows it.
	NeedsLeave = operation.Refused
	// Held is a lab that another run on this machine is changing.
	Held = statedir.Held
	// HeldElsewhere is a lab that a run on another machine is changing.
	HeldElsewhere = existing.Held
	// Lost is a run whose lease on an existing management cluster somebody else has now, or may have.
	Lost = existing.Lost
	// Unprepared is a machine that the lab cannot be made on.
	Unprepared = executor.Unprepared
	// Incomplete is a run in which steps failed.
	Incomplete = executor.Incomplete
	// Interrupted is a run whose context ended.
	Interrupted = executor.Interrupted
)
