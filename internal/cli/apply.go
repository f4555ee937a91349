package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

type applyOptions struct {
	runOptions
	file, bundle string
	output       string
	yes          bool
	targets      []string
	allowReplace []string
	sameLab      bool
	ttl          time.Duration
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
	cmd.Flags().Var(&lifetime{&o.ttl}, "ttl", "destroy the lab when this `time` from now is over, such as 2h")
	cmd.Flags().Var((*given)(&o.bundle), "bundle", "make the lab of this `file` that kaaslab bundle has written, in a directory of its name")
	cmd.MarkFlagsMutuallyExclusive("bundle", "file")
	cmd.Flags().BoolVar(&o.wait, "wait", true, "wait until everything is ready; without it apply ends once everything is accepted")
	return cmd
}

func runApply(ctx context.Context, p *program, o *applyOptions) error {
	started := time.Now()
	if err := mayDraw(o.timeline); err != nil {
		return err
	}
	if err := o.unpack(p); err != nil {
		return err
	}
	s, err := p.open(o.file)
	if err != nil {
		return err
	}
	release, err := s.Lock("kaaslab apply")
	if err != nil {
		return err
	}
	defer release()
	r, end := s.newExecution(ctx, "kaaslab apply", o.runOptions, o.output)
	defer end()
	r.Confirm = func(*planner.Plan) error { return r.confirmed(o.yes, "Type yes to make these changes: ", "yes") }
	r.Living = s.watchExpiry
	err = r.drawn(s.apply(r, o))
	r.finish(err, exitCode(err), time.Since(started))
	return err
}

// unpack takes the lab file out of a bundle, where one is named. Before that nothing is known of the lab.
func (o *applyOptions) unpack(p *program) (err error) {
	if o.bundle == "" {
		return nil
	}
	if o.file, err = operation.OpenBundle(o.bundle, operation.BundleDir(o.bundle)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.err, "The lab file is %s.\n", o.file)
	return err
}

func (s *session) apply(r *execution, o *applyOptions) error {
	plan, err := r.Apply(operation.ApplyOptions{Targets: o.targets, AllowReplace: o.allowReplace, SameLab: o.sameLab, TTL: o.ttl})
	if err != nil {
		return r.ended(err)
	}
	if plan.Empty() {
		s.watchExpiry()
		r.say(withNotes(s.outward.Plan(plan), view.Summary(plan, s.File)))
		return nil
	}
	s.sayApplied(r, plan)
	return nil
}

// sayApplied says what was done, and how people get to their clusters.
func (s *session) sayApplied(r *execution, plan *planner.Plan) {
	text := s.appliedLine(r, plan)
	if path := s.KubeconfigFile(s.Spec.ManagementCluster.Name); path != "" {
		list := []string{"kubectl", "--kubeconfig", path, "get", "clusters,machines"}
		if len(s.Spec.Homes().Namespaces()) > 1 {
			list = append(list, "--all-namespaces")
		}
		text += fmt.Sprintf("\n\nkubeconfigs: %s\ntry:         %s\n             %s", s.Dir.Kubeconfigs(),
			paste.Command(list...), s.command("status", s.File))
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
		return fmt.Sprintf("Accepted: %s in %s. It is not ready yet: %s shows how far it is, and the\nnext apply writes the kubeconfigs of clusters that had to come up first.", done, after, s.command("status", s.File))
	}
	return fmt.Sprintf("Done: %s in %s.", done, after)
}
