package fake

import (
	"context"
	"fmt"
	"io"
	"maps"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/backup"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// Backup saves what a lab has in a World, and puts it back.
type Backup struct {
	world *World
	lab   string
}

// Backup returns what saves a lab.
func (w *World) Backup(lab string) *Backup { return &Backup{w, lab} }

// platform is what everything in a World runs on.
const platform = "world/memory"

// Look tells nothing of what there is: a World keeps what it saves.
func (b *Backup) Look(context.Context, engine.Things) (backup.Contents, error) {
	return backup.Contents{Platform: platform}, nil
}

// Write saves what is the lab's now.
func (b *Backup) Write(_ context.Context, _ backup.Contents, into backup.Sink, report executor.Report) error {
	b.world.mu.Lock()
	kept := map[planner.ID]thing{}
	for id, there := range b.world.things {
		if there.owner == b.lab {
			kept[id] = *there
		}
	}
	b.world.saved = append(b.world.saved, kept)
	number := len(b.world.saved) - 1
	b.world.mu.Unlock()
	report("saving volumes: 0B")
	return into.Write("volumes", func(w io.Writer) error {
		_, err := fmt.Fprint(w, number)
		return err
	})
}

// Check says so if something of the lab is there.
func (b *Backup) Check(context.Context, backup.Contents, executor.Report) error {
	if owned := b.world.Owned(b.lab); len(owned) > 0 {
		return fault.Errorf(fault.LabExists, "%s of the lab is there already; destroy that lab first", owned[0])
	}
	return nil
}

// Restore puts back what was saved.
func (b *Backup) Restore(_ context.Context, _ backup.Contents, from backup.Source, _ executor.Report) error {
	var number int
	err := from.Read("volumes", func(r io.Reader) error {
		_, err := fmt.Fscan(r, &number)
		return err
	})
	if err == nil {
		err = from.End()
	}
	if err != nil {
		return err
	}
	b.world.mu.Lock()
	defer b.world.mu.Unlock()
	for id, saved := range maps.All(b.world.saved[number]) {
		b.world.things[id] = &saved
	}
	b.world.change()
	return nil
}
