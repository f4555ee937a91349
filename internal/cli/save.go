package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/cli/view"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
)

type saveOptions struct {
	lab     labOf
	sameLab bool
	output  string
}

func newSave(p *program) *cobra.Command {
	o := &saveOptions{output: outputText}
	cmd := &cobra.Command{
		Use:   "save archive",
		Short: "Save an embedded lab into a file",
		Long: "Write all that an embedded lab holds into one archive, from which load makes it again. A lab that runs is stopped for\n" +
			"that moment. The archive holds the lab's keys and Secrets, and only you may read it.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runSave(cmd.Context(), p, o, args[0]) },
	}
	labFlags(cmd, &o.lab)
	sameLabFlag(cmd, &o.sameLab)
	outputFlag(cmd, &o.output, outputText, outputJSON)
	return cmd
}

func runSave(ctx context.Context, p *program, o *saveOptions, path string) error {
	s, err := p.openLab(ctx, o.lab)
	if err != nil {
		return err
	}
	release, err := s.Lock("kaaslab save")
	if err != nil {
		return err
	}
	defer release()
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return inTheWay(path)
	} else if err != nil {
		return fault.Errorf(fault.Output, "write the archive: %w", err)
	}
	r, end := s.newExecution(ctx, "kaaslab save", runOptions{wait: true, parallel: mostWrites}, outputText)
	defer end()
	if err := s.save(r, o, file); err != nil {
		_ = os.Remove(path)
		return r.ended(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fault.Wrap(fault.Output, err)
	}
	return p.tellLife(o.output, view.Life{Lab: s.Spec.Name, Archive: path, Bytes: info.Size()},
		fmt.Sprintf("Saved: lab %q in %s. It holds the lab's keys; to load it: %s", s.Spec.Name, path, paste.Command(p.called, "load", path)))
}

// save starts again what it has stopped, also when the archive could not be written.
func (s *session) save(r *execution, o *saveOptions, file *os.File) error {
	wasRunning, err := r.SaveLab(file, o.sameLab, s.tell)
	err = errors.Join(err, fault.Wrap(fault.Output, file.Close()))
	if wasRunning {
		_, startErr := r.Start(o.sameLab)
		err = errors.Join(err, startErr)
	}
	return err
}

func newLoad(p *program) *cobra.Command {
	output := outputText
	cmd := &cobra.Command{
		Use:   "load archive",
		Short: "Make a lab of a file that save has written",
		Long: "Make the lab of an archive again, on this machine and under the name that it had, as it was when it was saved. It is\n" +
			"stopped until start or apply starts it. A lab of that name must not be there.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return runLoad(p, args[0], output) },
	}
	outputFlag(cmd, &output, outputText, outputJSON)
	return cmd
}

func runLoad(p *program, path, output string) error {
	file, err := os.Open(path)
	if err != nil {
		return fail(exitInvalid, fault.DamagedArchive, "read the archive: %w", err)
	}
	defer file.Close()
	lab, err := operation.LoadLab(file)
	if fault.Of(err) == fault.DamagedArchive {
		return &failure{exit: exitInvalid, cause: err}
	} else if err != nil {
		return err
	}
	return p.tellLife(output, view.Life{Lab: lab, Archive: path},
		fmt.Sprintf("Loaded: lab %q, stopped. To start it: %s", lab, paste.Command(p.called, "start", "--lab", lab)))
}
