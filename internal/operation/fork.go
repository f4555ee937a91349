package operation

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/labfiles"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/spec"
)

// Fork makes a copy of the lab beside it, stopped, and a lab file for it where the lab has one. Nothing of it is ever where others
// could read it.
func (l *Lab) Fork(stop, kill context.Context, command, name string, same bool) (*Lab, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	if provider := l.Spec.ManagementCluster.Provider; !provider.BuiltIn() {
		return nil, refuse(fault.CannotSave, "lab %q has a management cluster of provider %s, and only embedded labs can be copied; apply a lab file with another name", l.Spec.Name, provider)
	}
	release, err := l.awaitLock(stop, command)
	if err != nil {
		return nil, err
	}
	defer release()
	as, wanted, err := l.fileOfCopy(name)
	if err != nil {
		return nil, err
	}
	if err := l.NewRun(stop, kill, command).copy(as, same); err != nil {
		if as.File != "" {
			_ = os.Remove(as.File)
		}
		return nil, err
	}
	if wanted == nil {
		return l.machine.OpenByName(stop, ByName{Lab: name})
	}
	return l.machine.Open(wanted, as.File)
}

// fileOfCopy writes the copy's lab file beside the lab's, so that what it names is found from there as well.
func (l *Lab) fileOfCopy(name string) (as Copy, wanted *spec.Lab, err error) {
	as.Name = name
	switch {
	case l.ByName || l.File == "-":
		return as, nil, nil
	case l.File == "": // a program has made it
		own := *l.Spec
		own.ManagementCluster.APIPort = 0 // the copy cannot have it as well
		if own.Name = name; own.ManagementCluster.Name == spec.ManagementName(l.Spec.Name) {
			own.ManagementCluster.Name = spec.ManagementName(name)
		}
		as.Management = own.ManagementCluster.Name
		return as, &own, nil
	}
	text, err := os.ReadFile(l.File)
	if err != nil {
		return as, nil, fault.Wrap(fault.NoLabFile, err)
	}
	if text, err = spec.Copied(text, name); err != nil {
		return as, nil, noLab(fault.NoLabFile, "%s: %w", l.File, err)
	}
	path := filepath.Join(filepath.Dir(l.File), name+filepath.Ext(l.File))
	var made labfiles.Written
	if err := made.Add(path, text, labfiles.Mode); err != nil {
		return as, nil, err
	}
	wanted, _, err = spec.Load(path, nil)
	if err != nil {
		made.Remove()
		return as, nil, err
	}
	as.File, as.Management = path, wanted.ManagementCluster.Name
	return as, wanted, nil
}

// copy saves the lab and loads it under the other name at once.
func (r *Run) copy(as Copy, same bool) error {
	reading, writing := io.Pipe()
	saved := make(chan error, 1)
	go func() {
		err := r.SaveLab(writing, same)
		writing.CloseWithError(err)
		saved <- err
	}()
	_, err := r.lab.machine.Load(r.Stop, r.Command, reading, as)
	reading.CloseWithError(err)
	// What could not be loaded cannot be written either: that says only what the other does.
	if saveErr := <-saved; saveErr != nil && (err == nil || !errors.Is(saveErr, err)) {
		return saveErr
	}
	return err
}

// StartCopy starts a copy for the first time. If its lab file says how long it lives, that begins now. It needs no leave: nobody else
// knows of the lab yet.
func (l *Lab) StartCopy(stop, kill context.Context, command string) error {
	release, err := l.Lock(command)
	if err != nil {
		return err
	}
	defer release()
	r := l.NewRun(stop, kill, command)
	if err := r.live(0); err != nil {
		return err
	}
	_, err = r.Start(false)
	return err
}

// Forks of one lab come in dozens, and each holds it for a moment only.
const (
	lockPatience = time.Minute
	lockInterval = 100 * time.Millisecond
)

// awaitLock waits until other runs have done with the lab.
func (l *Lab) awaitLock(ctx context.Context, command string) (release func(), err error) {
	patient, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	var held *statedir.Held
	waitErr := poll.Until(patient, "other runs", lockInterval, l.Report, func(context.Context) (string, error) {
		release, err = l.Lock(command)
		if held = nil; errors.As(err, &held) {
			return "waiting: " + held.Error(), nil
		}
		return "", err
	})
	if held != nil && ctx.Err() == nil {
		return nil, held
	}
	return release, waitErr
}
