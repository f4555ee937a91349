package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

type planOptions struct {
	operation.PlanOptions
	file     string
	byName   operation.ByName
	output   string
	detailed bool
	full     bool
}

func newPlan(p *program) *cobra.Command {
	o := &planOptions{output: outputText, PlanOptions: operation.PlanOptions{Elsewhere: operation.Refuse}}
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Show what apply would do",
		Long:  "Compare the lab with the lab file and show what apply would do. Nothing is changed, and nothing is written.",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return runPlan(cmd.Context(), p, o) },
	}
	fileFlag(cmd, &o.file)
	byNameFlags(cmd, p, &o.byName)
	outputFlag(cmd, &o.output, outputText, outputJSON)
	targetFlag(cmd, p, &o.file, &o.Targets)
	cmd.Flags().BoolVar(&o.Destroy, "destroy", false, "show what destroy would do")
	cmd.Flags().BoolVar(&o.full, "full", false, "list every step, also those of a fleet that are equal")
	cmd.Flags().BoolVar(&o.Addons, "addons", false, "show what add-ons will do on each cluster, object by object")
	sameLabFlag(cmd, &o.SameLab)
	cmd.Flags().BoolVar(&o.detailed, "detailed-exitcode", false, "exit with 2 when there are changes")
	return cmd
}

func runPlan(ctx context.Context, p *program, o *planOptions) error {
	s, err := p.openForPlan(ctx, o)
	if err != nil {
		return err
	}
	stop, _, release := p.signals(ctx)
	defer release()
	plan, err := s.Preview(stop, o.PlanOptions)
	if err != nil {
		return ended(stop, err)
	}
	if err := s.show(plan, o); err != nil {
		return fault.Errorf(fault.Output, "write the plan: %w", err)
	}
	if o.detailed && !plan.Empty() {
		return errChanges
	}
	return nil
}

// openForPlan takes a lab by its name for a plan to destroy it: there is no file to compare it with.
func (p *program) openForPlan(ctx context.Context, o *planOptions) (*session, error) {
	switch {
	case o.Destroy:
		return p.openEither(ctx, o.file, o.byName)
	case o.byName != operation.ByName{}:
		return nil, fault.Errorf(fault.WrongArguments, "--lab goes with --destroy: without a lab file there is nothing else to plan")
	}
	return p.open(o.file)
}

func (s *session) show(plan *planner.Plan, o *planOptions) error {
	plan = s.outward.Plan(plan)
	switch {
	case o.output == outputJSON:
		return view.PlanJSON(s.out, plan)
	case o.Destroy && plan.Empty():
		return s.sayNothingToDestroy(plan)
	}
	return view.PlanText(s.out, plan, o.file, o.full, view.StyleFor(s.out))
}
