package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/planner"
)

type forgetOptions struct {
	file    string
	all     bool
	sameLab bool
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
	sameLabFlag(cmd, &o.sameLab)
	cmd.Flags().BoolVar(&o.all, "all", false, "everything that the lab has adopted")
	return cmd
}

func runForget(ctx context.Context, p *program, o *forgetOptions, args []string) error {
	if o.all == (len(args) > 0) {
		return fault.Errorf(fault.WrongArguments, "name what to forget, as kind/name, or say --all")
	}
	ids, err := parseIDs(args)
	if err != nil {
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
	stop, _, end := p.signals(ctx)
	defer end()
	return ended(stop, s.forget(stop, ids, o))
}

func (s *session) forget(ctx context.Context, ids []planner.ID, o *forgetOptions) error {
	found, err := s.Survey(ctx)
	if err != nil {
		return err
	}
	there := planner.NewState().WithIdentity(found.Identity())
	if err := s.Accept(ctx, there, operation.PlanOptions{SameLab: o.sameLab, Elsewhere: operation.Accepted}); err != nil {
		return err
	}
	if o.all {
		ids = found.Adopted()
	}
	if err := found.MayForget(ids, s.Matches); err != nil {
		return err
	}
	if s.Lease != nil && len(ids) > 0 {
		kept, release, err := s.Lease(ctx, "kaaslab forget", func(message string) { fmt.Fprintln(s.err, message) })
		if err != nil {
			return err
		}
		defer release()
		ctx = kept
	}
	if err := found.Forget(ctx, ids); err != nil {
		return err
	}
	for _, id := range ids {
		fmt.Fprintf(s.out, "let go of %s\n", printable.Text(id.String()))
	}
	if len(ids) == 0 {
		fmt.Fprintf(s.out, "Nothing to forget. Lab %q has adopted nothing.\n", s.Spec.Name)
	}
	return nil
}

func parseIDs(args []string) ([]planner.ID, error) {
	ids := make([]planner.ID, len(args))
	for i, arg := range args {
		id, isID := planner.ParseID(arg)
		if !isID {
			return nil, fault.Errorf(fault.WrongArguments, "%q is not kind/name, such as workloadCluster/workload-01", arg)
		}
		ids[i] = id
	}
	return ids, nil
}
