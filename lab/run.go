package lab

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/timeline"
	"github.com/kaaslab/kaaslab/planner"
)

// Event is something that happened to a step of a run: its Step, its Type, and a Message or an Err. Events come one at a time.
type Event = executor.Event

// PlanOptions say what is planned. The zero value is what Apply does.
type PlanOptions struct {
	// Destroy plans what Destroy would do, and Adopted what it would with that option.
	Destroy, Adopted bool
	// Targets are the resources that are planned, as kind/name, with what they need; none means all.
	Targets []string
	// Addons has the plan's Forecasts say what the add-ons will do on each cluster: the objects that come, change and go.
	Addons bool
	// SameLab says that a lab that somebody else, another machine or another file has made is this one.
	SameLab bool
}

// Plan says what Apply would do, step by step and with the fields that change. It changes and writes nothing. What would keep an Apply
// from running is in the plan's Notes; what the plan replaces, in Replaced, needs ApplyOptions.AllowReplace.
func (l *Lab) Plan(ctx context.Context, o PlanOptions) (*planner.Plan, error) {
	if err := l.told(); err != nil && !o.Destroy {
		return nil, err
	}
	return l.lab.Preview(ctx, operation.PlanOptions{
		Destroy: o.Destroy, Adopted: o.Adopted, Targets: o.Targets, Addons: o.Addons, SameLab: o.SameLab, Elsewhere: operation.Refuse,
	})
}

// told refuses to make what nothing tells of.
func (l *Lab) told() error {
	if !l.lab.ByName {
		return nil
	}
	return fault.Errorf(fault.NoLabFile, "lab %q was opened by its name, and its file is lost, so nothing says what it should be; write a lab file for it", l.lab.Spec.Name)
}

// ApplyOptions say how a lab is made. The zero value makes all of it, and waits until it is ready.
type ApplyOptions struct {
	// Targets are the resources that are made, as kind/name, with what they need; none means all.
	Targets []string
	// AllowReplace names the resources, as kind/name, that may be made anew, or be lost with all that they hold.
	AllowReplace []string
	// SameLab says that a lab that somebody else, another machine or another file has made is this one.
	SameLab bool
	// TTL is how long the lab is to live from now on; zero leaves that to the lab file. Nothing here waits for the end of it:
	// `kaaslab prune` destroys labs whose time is over, and so do programs with [Overdue] and DestroyOptions.Overdue.
	TTL time.Duration
	// NoWait ends the run once everything is accepted.
	NoWait bool
	// Parallel is how many steps run at once; zero is the default.
	Parallel int
	// Events is told what happens.
	Events func(Event)
	// Timeline gets a picture, as SVG, of which step waited for what, and how long; also if the run fails or is stopped. A run that
	// did nothing draws nothing.
	Timeline io.Writer
}

// Apply makes the lab what its file says, and returns the plan that it followed. An Apply that failed is finished by the next.
func (l *Lab) Apply(ctx context.Context, o ApplyOptions) (plan *planner.Plan, err error) {
	if err := l.told(); err != nil {
		return nil, err
	}
	err = l.run(ctx, "lab.Apply", audience{o.Events, o.Timeline}, func(r *operation.Run) error {
		r.NoWait, r.Parallel = o.NoWait, o.Parallel
		plan, err = r.Apply(operation.ApplyOptions{Targets: o.Targets, AllowReplace: o.AllowReplace, SameLab: o.SameLab, TTL: o.TTL})
		return err
	})
	return plan, err
}

// DestroyOptions say how a lab is removed. The zero value leaves what was adopted.
type DestroyOptions struct {
	// Adopted removes what the lab has adopted as well.
	Adopted bool
	// Overdue removes the lab only if its time is over.
	Overdue bool
	// SameLab says that a lab that somebody else, another machine or another file has made is this one.
	SameLab bool
	// Parallel is how many steps run at once; zero is the default.
	Parallel int
	// Events is told what happens.
	Events func(Event)
	// Timeline gets a picture of the run, as that of ApplyOptions does.
	Timeline io.Writer
}

// Destroy removes what belongs to the lab, and its files on this machine. It returns the plan that it followed.
func (l *Lab) Destroy(ctx context.Context, o DestroyOptions) (plan *planner.Plan, err error) {
	err = l.run(ctx, "lab.Destroy", audience{o.Events, o.Timeline}, func(r *operation.Run) error {
		r.Parallel = o.Parallel
		plan, err = r.Destroy(operation.DestroyOptions{Adopted: o.Adopted, SameLab: o.SameLab, Overdue: o.Overdue})
		return err
	})
	return plan, err
}

// LifeOptions say how a lab is stopped or started.
type LifeOptions struct {
	// SameLab says that a lab that somebody else, another machine or another file has made is this one.
	SameLab bool
	// Events is told what happens.
	Events func(Event)
}

// Stop stops all of the lab and keeps what it holds. It returns what it stopped. Half of it is a state in which nothing works, so
// that the end of the context does not end it in the middle of a part.
func (l *Lab) Stop(ctx context.Context, o LifeOptions) (stopped []planner.ID, err error) {
	err = l.run(ctx, "lab.Stop", audience{}, func(r *operation.Run) error {
		stopped, err = r.StopLab(o.SameLab, func(id planner.ID, message string) {
			if o.Events != nil {
				o.Events(Event{Time: time.Now(), Type: executor.Progress, Step: planner.StepID("stop " + id.String()), Message: message})
			}
		})
		return err
	})
	return stopped, err
}

// Start brings a lab that was stopped, or that did not come up with the machine, back to what it was. It returns the plans that it
// followed, which are none if the lab runs. Nothing is made, changed or removed, whatever the lab file says by now.
func (l *Lab) Start(ctx context.Context, o LifeOptions) (followed []*planner.Plan, err error) {
	err = l.run(ctx, "lab.Start", audience{events: o.Events}, func(r *operation.Run) error {
		followed, err = r.Start(o.SameLab)
		return err
	})
	return followed, err
}

// Extend gives the lab more time: from the end that it has, or from now on if that has come or there is none. It returns the new end.
func (l *Lab) Extend(by time.Duration) (time.Time, error) {
	e, err := l.lab.Extend("lab.Extend", by)
	return e.At, err
}

// audience is who is told of a run.
type audience struct {
	events   func(Event)
	timeline io.Writer
}

// run keeps other runs from changing the lab meanwhile.
func (l *Lab) run(ctx context.Context, command string, to audience, do func(*operation.Run) error) error {
	release, err := l.lab.Lock(command)
	if err != nil {
		return err
	}
	defer release()
	r := l.lab.NewRun(ctx, ctx, command)
	defer func() { r.Release() }()
	border := l.lab.Border()
	drawn := timeline.New(command + " of lab " + l.lab.Spec.Name)
	r.Perform = func(plan *planner.Plan) error {
		if to.timeline != nil {
			drawn.Begin(border.Plan(plan), time.Now())
		}
		return r.Execute(plan, func(e Event) {
			e = border.Event(e)
			if to.timeline != nil {
				drawn.Event(e)
			}
			if to.events != nil {
				to.events(e)
			}
		})
	}
	err = border.Err(do(r))
	if !drawn.Empty() {
		return errors.Join(err, fault.Wrap(fault.Output, drawn.SVG(to.timeline, err)))
	}
	return err
}
