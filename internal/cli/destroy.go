package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/planner"
)

type destroyOptions struct {
	operation.DestroyOptions
	runOptions
	file   string
	byName operation.ByName
	output string
	yes    bool
}

func newDestroy(p *program) *cobra.Command {
	o := &destroyOptions{output: outputText, runOptions: runOptions{wait: true}}
	cmd := &cobra.Command{
		Use:   "destroy",
		Short: "Remove the lab",
		Long: "Remove everything that belongs to the lab, and its files on this machine. What the lab only used, such as an\n" +
			"existing management cluster, stays. A lab whose file is lost is named with --lab.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDestroy(cmd.Context(), p, o) },
	}
	fileFlag(cmd, &o.file)
	byNameFlags(cmd, p, &o.byName)
	outputFlag(cmd, &o.output, outputText, outputLines)
	runFlags(cmd, &o.runOptions)
	yesFlag(cmd, &o.yes)
	sameLabFlag(cmd, &o.SameLab)
	cmd.Flags().BoolVar(&o.Adopted, "adopted", false, "remove what was adopted as well, which stays otherwise")
	return cmd
}

func runDestroy(ctx context.Context, p *program, o *destroyOptions) error {
	started := time.Now()
	if err := mayDraw(o.timeline); err != nil {
		return err
	}
	s, err := p.openEither(ctx, o.file, o.byName)
	if err != nil {
		return err
	}
	release, err := s.Lock("kaaslab destroy")
	if err != nil {
		return err
	}
	defer release()
	r, end := s.newExecution(ctx, "kaaslab destroy", o.runOptions, o.output)
	defer end()
	r.Confirm = func(*planner.Plan) error {
		return r.confirmed(o.yes, fmt.Sprintf("Type the name of the lab, %s, to remove all of this: ", s.Spec.Name), s.Spec.Name)
	}
	err = r.drawn(s.destroy(r, o))
	r.finish(err, exitCode(err), time.Since(started))
	return err
}

func (s *session) destroy(r *execution, o *destroyOptions) error {
	plan, err := r.Destroy(o.DestroyOptions)
	if err != nil {
		return r.ended(err)
	}
	if plan.Empty() {
		r.say(nothingToDestroy(s.outward.Plan(plan)))
		return nil
	}
	r.say(fmt.Sprintf("Destroyed: lab %q, %d deleted in %s.", s.Spec.Name, plan.Count().Delete,
		time.Since(r.started).Round(100*time.Millisecond)))
	return nil
}

func (s *session) sayNothingToDestroy(plan *planner.Plan) error {
	_, err := fmt.Fprintln(s.out, nothingToDestroy(s.outward.Plan(plan)))
	return err
}

func nothingToDestroy(plan *planner.Plan) string {
	return withNotes(plan, fmt.Sprintf("Nothing to destroy. Lab %q is not there.", plan.Lab))
}

// withNotes puts the notes of a plan without steps before what is said of it.
func withNotes(plan *planner.Plan, text string) string {
	lines := ""
	for _, note := range plan.Notes {
		lines += "note: " + note + "\n"
	}
	return lines + text
}
