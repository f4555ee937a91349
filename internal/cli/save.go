package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/labfiles"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/view"
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
		Short: "Save a lab into a file",
		Long: "Write all that a lab holds into one archive, from which load makes it again. An embedded lab goes on meanwhile; one\n" +
			"on Docker has to be stopped. The archive holds the lab's keys and Secrets, and only you may read it.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runSave(cmd.Context(), p, o, args[0]) },
	}
	labFlags(cmd, p, &o.lab)
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
	file, err := labfiles.Create(path, 0o600)
	if err != nil {
		return err
	}
	stop, kill, end := p.signals(ctx)
	defer end()
	err = s.NewRun(stop, kill, "kaaslab save").SaveLab(file, o.sameLab)
	if err := errors.Join(err, fault.Wrap(fault.Output, file.Close())); err != nil {
		_ = os.Remove(path)
		return ended(stop, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fault.Wrap(fault.Output, err)
	}
	return p.tellLife(o.output, view.Life{Lab: s.Spec.Name, Archive: path, Bytes: info.Size()},
		fmt.Sprintf("Saved: lab %q in %s. It holds the lab's keys; to load it: %s", s.Spec.Name, path, paste.Command(p.called, "load", path)))
}

type loadOptions struct{ name, output string }

func newLoad(p *program) *cobra.Command {
	o := &loadOptions{output: outputText}
	cmd := &cobra.Command{
		Use:   "load archive",
		Short: "Make a lab of a file that save has written",
		Long: "Make the lab of an archive again, on this machine and under the name that it had, as it was when it was saved. With\n" +
			"--name an embedded lab becomes a copy beside the first, with keys and ports of its own. It is stopped until start or\n" +
			"apply starts it. A lab of that name must not be there. Load only what you trust: on Docker, an archive decides what\n" +
			"runs with all rights.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runLoad(cmd.Context(), p, o, args[0]) },
	}
	cmd.Flags().Var((*given)(&o.name), "name", "another `name` for the lab, which makes it a copy")
	outputFlag(cmd, &o.output, outputText, outputJSON)
	return cmd
}

func runLoad(ctx context.Context, p *program, o *loadOptions, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return fail(exitInvalid, fault.DamagedArchive, "read the archive: %w", err)
	}
	defer file.Close()
	stop, _, end := p.signals(ctx)
	defer end()
	lab, err := p.machine.Load(stop, "kaaslab load", file, operation.Copy{Name: o.name})
	if err != nil {
		return ended(stop, err)
	}
	return p.tellLife(o.output, view.Life{Lab: lab, Archive: path},
		fmt.Sprintf("Loaded: lab %q, stopped. To start it: %s", lab, paste.Command(p.called, "start", "--lab", lab)))
}
