package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/cli/view"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
)

type applyOptions struct {
	runOptions
	file         string
	output       string
	yes          bool
	targets      []string
	allowReplace []string
	sameLab      bool
}

func newApply(p *program) *cobra.Command {
	o := &applyOptions{output: outputText}
	cmd := &cobra.Command{
		Use:   "apply",
		Short: "Make the lab what the lab file says",
		Long: "Compare the lab with the lab file, show the plan, ask, and run it. An apply that failed or was stopped is\n" +
			"finished by the next one. The first Ctrl-C lets what is being written finish, the second stops at once,\n" +
			"the third ends the program whatever hangs.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runApply(cmd.Context(), p, o) },
	}
	fileFlag(cmd, &o.file)
	outputFlag(cmd, &o.output, outputText, outputLines)
	targetFlag(cmd, p, &o.file, &o.targets)
	runFlags(cmd, &o.runOptions)
	yesFlag(cmd, &o.yes)
	sameLabFlag(cmd, &o.sameLab)
	cmd.Flags().StringArrayVar(&o.allowReplace, "allow-replace", nil, "let the resource `kind/name` be deleted and created again, or be lost with all that it holds (repeatable)")
	_ = cmd.RegisterFlagCompletionFunc("allow-replace", p.completeResources(&o.file))
	cmd.Flags().BoolVar(&o.wait, "wait", true, "wait until everything is ready; without it apply ends once everything is accepted")
	return cmd
}

func runApply(ctx context.Context, p *program, o *applyOptions) error {
	started := time.Now()
	s, err := p.open(o.file)
	if err != nil {
		return err
	}
	release, err := s.lock("kaaslab apply")
	if err != nil {
		return err
	}
	defer release()
	r, end := s.newExecution(ctx, "kaaslab apply", o.runOptions, o.output)
	defer end()
	err = s.apply(r, o)
	r.finish(err, exitCode(err), time.Since(started))
	return err
}

func (s *session) apply(r *execution, o *applyOptions) error {
	plan, err := r.plan(planned{targets: o.targets, sameLab: o.sameLab, elsewhere: accepted})
	if err != nil {
		return ended(r.stop, err)
	}
	if err := plan.CheckNames("--allow-replace", o.allowReplace, s.lab); err != nil {
		return err
	}
	plan.Notes = append(plan.Notes, plan.NotReplaced(o.allowReplace)...)
	if !o.wait {
		plan = plan.Unwaited()
	}
	if plan.Empty() {
		if err := s.rememberLate(); err != nil {
			return err
		}
		r.say(withNotes(s.outward.plan(plan), view.Summary(plan, s.file)))
		return nil
	}
	unprepared := s.preflight(r.stop, plan)
	r.showPlan(plan, s.file)
	if err := allowed(plan, o.allowReplace); err != nil {
		return err
	}
	if unprepared != nil {
		return ended(r.stop, unprepared)
	}
	if err := s.confirm(r, o.yes, "Type yes to make these changes: ", "yes"); err != nil {
		return err
	}
	if err := s.know(s.identity()); err != nil {
		return err
	}
	if err := s.remember(); err != nil && !statedir.Unwritable(err) {
		return err
	}
	if err := r.execute(plan); err != nil {
		return err
	}
	s.sayApplied(r, plan)
	return nil
}

// allowed refuses to replace what the user did not name, and to delete what holds others: that loses what is inside.
func allowed(plan *planner.Plan, names []string) error {
	replaced, lost := notIn(names, plan.Replaced()), notIn(names, plan.Lost())
	var does, flags []string
	if len(replaced) > 0 {
		does = append(does, "replaces "+plural(len(replaced), "resource"))
	}
	if len(lost) > 0 {
		does = append(does, "deletes "+strings.Join(lost, ", ")+" with all that it holds")
	}
	if len(does) == 0 {
		return nil
	}
	for _, id := range append(replaced, lost...) {
		flags = append(flags, "--allow-replace="+id)
	}
	return fail(exitRefused, fault.NeedsLeave, "the plan %s, which loses what is inside; to allow it add %s",
		strings.Join(does, " and "), strings.Join(flags, " "))
}

func notIn(names []string, ids []planner.ID) []string {
	var missing []string
	for _, id := range ids {
		if !slices.Contains(names, id.String()) {
			missing = append(missing, id.String())
		}
	}
	return missing
}

// sayApplied says what was done, and how people get to their clusters.
func (s *session) sayApplied(r *execution, plan *planner.Plan) {
	text := s.appliedLine(r, plan)
	if path := s.dir.Kubeconfig(s.lab.ManagementCluster.Name); exists(path) {
		text += fmt.Sprintf("\n\nkubeconfigs: %s\ntry:         %s\n             %s", s.dir.Kubeconfigs(),
			paste.Command("kubectl", "--kubeconfig", path, "get", "clusters,machines"), s.command("status", s.file))
	}
	r.say(text)
}

func (s *session) appliedLine(r *execution, plan *planner.Plan) string {
	c := plan.Count()
	done := fmt.Sprintf("%d created, %d updated, %d deleted", c.Create, c.Update, c.Delete)
	if c.Replace > 0 {
		done += fmt.Sprintf(", %d replaced", c.Replace)
	}
	if c.Ensure > 0 {
		done += fmt.Sprintf(", %d brought up", c.Ensure)
	}
	after := time.Since(r.started).Round(100 * time.Millisecond)
	if !r.options.wait {
		return fmt.Sprintf("Accepted: %s in %s. It is not ready yet: %s shows how far it is, and the\nnext apply writes the kubeconfigs of clusters that had to come up first.", done, after, s.command("status", s.file))
	}
	return fmt.Sprintf("Done: %s in %s.", done, after)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
