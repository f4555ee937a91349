package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/labfiles"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/poll"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/spec"
)

type forkOptions struct {
	lab     labOf
	sameLab bool
	output  string
}

func newFork(p *program) *cobra.Command {
	o := &forkOptions{output: outputText}
	cmd := &cobra.Command{
		Use:   "fork name",
		Short: "Make a copy of an embedded lab beside it",
		Long: "Copy an embedded lab with all that it holds, under another name and with keys and ports of its own, and start the copy.\n" +
			"The first lab goes on meanwhile. Beside the lab file comes one of the copy, NAME.yaml, which differs in the name alone.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runFork(cmd.Context(), p, o, args[0]) },
	}
	labFlags(cmd, p, &o.lab)
	sameLabFlag(cmd, &o.sameLab)
	outputFlag(cmd, &o.output, outputText, outputJSON)
	return cmd
}

func runFork(ctx context.Context, p *program, o *forkOptions, name string) error {
	started := time.Now()
	if err := operation.CheckName(name); err != nil {
		return err
	}
	s, err := p.openLab(ctx, o.lab)
	if err != nil {
		return err
	}
	stop, kill, end := p.signals(ctx)
	defer end()
	as, err := s.fork(stop, kill, o.sameLab, name)
	if err != nil {
		return ended(stop, err)
	}
	s.Report(fmt.Sprintf("copied; starting lab %q", name))
	if err := p.startCopy(stop, kill, as); err != nil {
		return ended(stop, err)
	}
	took := time.Since(started).Round(100 * time.Millisecond)
	text := fmt.Sprintf("Forked: lab %q of lab %q in %s.", name, s.Spec.Name, took)
	if as.File != "" {
		text += " Its file: " + paste.Word(as.File)
	}
	return p.tellLife(o.output, view.Life{Lab: name, CopyOf: s.Spec.Name, File: as.File, Elapsed: took.Seconds()}, text)
}

// fork makes the copy, and a lab file for it where the lab has one.
func (s *session) fork(stop, kill context.Context, same bool, name string) (operation.Copy, error) {
	as := operation.Copy{Name: name}
	release, err := s.awaitLock(stop, "kaaslab fork")
	if err != nil {
		return as, err
	}
	defer release()
	if port := s.Spec.ManagementCluster.APIPort; port != 0 {
		return as, &failure{exit: exitRefused, cause: fault.Errorf(fault.CannotSave, "lab %q has its API server on port %d, by managementCluster.apiPort of its file, and a copy cannot have it as well; take the key out and apply, and fork then", s.Spec.Name, port)}
	}
	if err := s.writeCopyFile(&as); err != nil {
		return as, err
	}
	err = s.NewRun(stop, kill, "kaaslab fork").Fork(as, same)
	if err != nil && as.File != "" {
		_ = os.Remove(as.File)
	}
	return as, err
}

// writeCopyFile writes the copy's lab file beside the lab's, so that what it names is found from there as well.
func (s *session) writeCopyFile(as *operation.Copy) error {
	if s.ByName || s.File == "-" || s.File == "" {
		return nil
	}
	text, err := os.ReadFile(s.File)
	if err != nil {
		return fault.Wrap(fault.NoLabFile, err)
	}
	if text, err = spec.Renamed(text, as.Name); err != nil {
		return fail(exitInvalid, fault.NoLabFile, "%s: %w", s.File, err)
	}
	path := filepath.Join(filepath.Dir(s.File), as.Name+filepath.Ext(s.File))
	var made labfiles.Written
	if err := made.Add(path, text, labfiles.Mode); err != nil {
		return err
	}
	lab, _, err := spec.Load(path, nil)
	if err != nil {
		_ = os.Remove(path)
		return &failure{exit: exitInvalid, cause: err}
	}
	as.File, as.Management = path, lab.ManagementCluster.Name
	return nil
}

// startCopy needs no leave: nobody else knows of the lab yet.
func (p *program) startCopy(stop, kill context.Context, as operation.Copy) error {
	copied, err := p.openLab(stop, labOf{name: as.Name})
	if err != nil {
		return err
	}
	release, err := copied.Lock("kaaslab fork")
	if err != nil {
		return err
	}
	defer release()
	err = copied.NewRun(stop, kill, "kaaslab fork").StartCopy()
	copied.watchExpiry()
	return err
}

// Forks of one lab come in dozens, and each holds it for a moment only.
const (
	lockPatience = time.Minute
	lockInterval = 100 * time.Millisecond
)

// awaitLock waits until other runs have done with the lab.
func (s *session) awaitLock(ctx context.Context, command string) (release func(), err error) {
	patient, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	var held *statedir.Held
	waitErr := poll.Until(patient, "other runs", lockInterval, s.Report, func(context.Context) (string, error) {
		release, err = s.Lock(command)
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
