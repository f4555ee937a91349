package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/printable"
)

type forgetOptions struct {
	operation.ForgetOptions
	file string
}

func newForget(p *program) *cobra.Command {
	o := &forgetOptions{}
	cmd := &cobra.Command{
		Use:   "forget [kind/name...]",
		Short: "Let go of what was adopted",
		Long: "Take the lab's marks off clusters and profiles that were adopted, such as workloadCluster/workload-01. Nothing is\n" +
			"deleted. Remove them from the lab file as well.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return runForget(cmd.Context(), p, o, args) },
	}
	fileFlag(cmd, &o.file)
	sameLabFlag(cmd, &o.SameLab)
	cmd.Flags().BoolVar(&o.All, "all", false, "everything that the lab has adopted")
	return cmd
}

func runForget(ctx context.Context, p *program, o *forgetOptions, args []string) error {
	if o.All == (len(args) > 0) {
		return fault.Errorf(fault.WrongArguments, "name what to forget, as kind/name, or say --all")
	}
	var err error
	if o.IDs, err = operation.ParseIDs(args); err != nil {
		return err
	}
	s, err := p.open(o.file)
	if err != nil {
		return err
	}
	release, err := s.Lock("kaaslab forget")
	if err != nil {
		return err
	}
	defer release()
	stop, kill, end := p.signals(ctx)
	defer end()
	r := s.NewRun(stop, kill, "kaaslab forget")
	defer func() { r.Release() }()
	forgotten, err := r.Forget(o.ForgetOptions)
	if err != nil {
		return ended(stop, err)
	}
	for _, id := range forgotten {
		fmt.Fprintf(s.out, "let go of %s\n", printable.Text(id.String()))
	}
	if len(forgotten) == 0 {
		fmt.Fprintf(s.out, "Nothing to forget. Lab %q has adopted nothing.\n", s.Spec.Name)
	}
	return nil
}
