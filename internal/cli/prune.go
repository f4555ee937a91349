package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/operation"
)

type pruneOptions struct {
	lab    string
	output string
	yes    bool
	wait   bool
}

func newPrune(p *program) *cobra.Command {
	o := &pruneOptions{output: outputText}
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Destroy labs whose time is over",
		Long: "Name the labs whose time is over (apply --ttl, ttl in the lab file), and destroy them, each as destroy --lab does:\n" +
			"only what is the lab's goes. Usually that has happened by itself, unless the machine was restarted meanwhile.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runPrune(cmd.Context(), p, o) },
	}
	yesFlag(cmd, &o.yes)
	outputFlag(cmd, &o.output, outputText, outputLines)
	cmd.Flags().Var((*given)(&o.lab), "lab", "only the lab of this `name`")
	completeLabs(cmd, p)
	cmd.Flags().BoolVar(&o.wait, "wait", false, "wait until the time of --lab is over")
	_ = cmd.Flags().MarkHidden("wait")
	return cmd
}

func runPrune(ctx context.Context, p *program, o *pruneOptions) error {
	if o.wait {
		return p.awaitExpiry(ctx, o.lab)
	}
	labs, err := p.machine.Overdue(o.lab)
	if err != nil {
		return err
	}
	if len(labs) == 0 && o.output == outputText {
		_, err := fmt.Fprintln(p.out, "Nothing to prune. No lab's time is over.")
		return err
	}
	var failed []error
	for _, lab := range labs {
		failed = append(failed, p.pruneOne(ctx, lab, o.output, o.yes))
	}
	return errors.Join(failed...)
}

// pruneOne destroys a lab, if its time is over still once nobody else works on it.
func (p *program) pruneOne(ctx context.Context, lab, output string, yes bool) error {
	return runDestroy(ctx, p, &destroyOptions{
		DestroyOptions: operation.DestroyOptions{Overdue: true}, byName: operation.ByName{Lab: lab}, output: output,
		runOptions: runOptions{wait: true, parallel: mostWrites}, yes: yes,
	})
}
