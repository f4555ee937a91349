package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/view"
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
			"The first lab goes on meanwhile. Beside the lab file comes one of the copy, NAME.yaml, with that name, without\n" +
			"apiPort, and otherwise as it is.",
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
	copied, err := s.Fork(stop, kill, "kaaslab fork", name, o.sameLab)
	if err != nil {
		return ended(stop, err)
	}
	s.Report(fmt.Sprintf("copied; starting lab %q", name))
	err = copied.StartCopy(stop, kill, "kaaslab fork")
	p.session(copied).watchExpiry()
	if err != nil {
		return ended(stop, err)
	}
	took := time.Since(started).Round(100 * time.Millisecond)
	text := fmt.Sprintf("Forked: lab %q of lab %q in %s.", name, s.Spec.Name, took)
	if copied.File != "" {
		text += " Its file: " + paste.Word(copied.File)
	}
	return p.tellLife(o.output, view.Life{Lab: name, CopyOf: s.Spec.Name, File: copied.File, Elapsed: took.Seconds()}, text)
}
