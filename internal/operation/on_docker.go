package operation

import (
	"context"
	"io"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/backup"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
)

// Backup saves what a lab has on Docker, and makes it again.
type Backup interface {
	// Look tells what there is to be saved of things, none of which runs.
	Look(ctx context.Context, things engine.Things) (backup.Contents, error)
	// Write saves it.
	Write(ctx context.Context, c backup.Contents, into backup.Sink, report executor.Report) error
	// Check says why it cannot be made again here.
	Check(ctx context.Context, c backup.Contents, report executor.Report) error
	// Restore makes it again, whole or not at all.
	Restore(ctx context.Context, c backup.Contents, from backup.Source, report executor.Report) error
}

// saveOnDocker saves a lab that is stopped: volumes that are written to, of several nodes, are those of no one moment.
func (r *Run) saveOnDocker(into io.Writer, state planner.State) error {
	running := planner.Running(r.lab.Spec, state)
	if len(running) == 0 {
		return fault.Errorf(fault.NothingToStart, "nothing of lab %q is there that could be saved; kaaslab apply makes it", r.lab.Spec.Name)
	}
	for _, o := range running {
		if o.Phase != planner.Stopped {
			return refuse(fault.CannotSave, "%s of lab %q runs, and what it has on Docker is saved as it is at one moment; stop the lab with %s, save it, and go on with %s",
				o.ID, r.lab.Spec.Name, r.lab.command("stop"), r.lab.command("start"))
		}
	}
	things, err := r.things(state)
	if err != nil {
		return err
	}
	contents, err := r.lab.Backup.Look(r.Stop, things)
	if err != nil {
		return unfit(err)
	}
	files, err := filesOf(r.lab.Dir)
	if err != nil {
		return err
	}
	err = writeArchive(into, Archive{Lab: r.lab.Dir.Lab(), Files: files, Docker: &contents}, func(parts backup.Sink) error {
		return r.lab.Backup.Write(r.Stop, contents, parts, r.lab.Report)
	})
	return fault.Wrap(fault.Output, err)
}

// things are all that the lab's own resources are made of on Docker.
func (r *Run) things(state planner.State) (all engine.Things, err error) {
	for _, o := range state.All() {
		holder, holds := r.lab.Handlers[o.ID.Kind].(engine.Holder)
		if !holds || o.Owner != r.lab.Spec.Name {
			continue
		}
		things, err := holder.Holds(r.Stop, o.Resource)
		if err != nil {
			return all, err
		}
		all = all.And(things)
	}
	return all, nil
}

// restore makes what a lab has on Docker again, whose files are there already.
func (m *Machine) restore(ctx context.Context, c backup.Contents, from backup.Source, dir statedir.Dir) error {
	noted, err := Recall(dir)
	if err != nil {
		return damaged("%w", err)
	}
	wanted, err := labAt(noted, dir.Lab())
	if err != nil {
		return damaged("%w", err)
	}
	l := m.lab(wanted, noted.File, dir)
	if err := l.Backup.Check(ctx, c, l.Report); err != nil {
		return unfit(err)
	}
	return l.Backup.Restore(ctx, c, from, l.Report)
}

// unfit tells a lab that does not fit, or a daemon that has other things in its places, from one that cannot be asked.
func unfit(err error) error {
	switch fault.Of(err) {
	case fault.CannotSave, fault.CannotLoad, fault.LabExists, fault.AddressTaken:
		return &Refused{err}
	case fault.DamagedArchive:
		return &NoLab{err}
	}
	return err
}
