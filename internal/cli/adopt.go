package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/executor/adoption"
	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/words"
)

type adoptOptions struct {
	operation.AdoptOptions
	yes bool
}

func newAdopt(p *program) *cobra.Command {
	o := &adoptOptions{}
	cmd := &cobra.Command{
		Use:   "adopt",
		Short: "Take over what is there, and write its lab file",
		Long: "Take over the Clusters and the Sveltos profiles of a management cluster that somebody else made: mark them as the\n" +
			"lab's and write the lab file for them, with what profiles install in files beside it. Nothing is made, replaced or\n" +
			"deleted. A cluster that is made from a ClusterClass is described, so that the lab file scales and upgrades it; any\n" +
			"other is used as it is (infrastructure: existing). What cannot be taken over is left alone, with the reason. The\n" +
			"management cluster stays whoever's it is, and what was adopted stays when the lab is destroyed.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runAdopt(cmd.Context(), p, o) },
	}
	cmd.Flags().StringVarP(&o.File, "output", "o", paste.DefaultFile, "lab `file` to write; it must not be there yet")
	cmd.Flags().StringVar(&o.Name, "name", "adopted", "name of the lab")
	cmd.Flags().StringVar(&o.Kubeconfig, "kubeconfig", "", "`file` that reaches the management cluster")
	cmd.Flags().StringVar(&o.Context, "context", "", "context in that file; the current one is never taken")
	cmd.Flags().StringVar(&o.K3d, "k3d", "", "`name` of a k3d cluster that is the management cluster")
	cmd.MarkFlagsOneRequired("kubeconfig", "k3d")
	cmd.MarkFlagsMutuallyExclusive("kubeconfig", "k3d")
	cmd.MarkFlagsRequiredTogether("kubeconfig", "context")
	yesFlag(cmd, &o.yes)
	sameLabFlag(cmd, &o.SameLab)
	return cmd
}

func runAdopt(ctx context.Context, p *program, o *adoptOptions) error {
	if _, err := starterFiles(starters[0].name, o.Name); err != nil {
		return err
	}
	a, err := p.machine.Adoption(o.AdoptOptions)
	if err != nil {
		return err
	}
	s := p.session(a.Lab)
	release, err := s.Lock("kaaslab adopt")
	if err != nil {
		return err
	}
	defer release()
	r, end := s.newExecution(ctx, "kaaslab adopt", runOptions{}, outputText)
	defer end()
	a.Show = s.showSurvey
	a.Confirm = func() error { return r.confirmed(o.yes, "Type yes to mark these as the lab's: ", "yes") }
	found, err := a.Adopt(r.Run)
	if err != nil {
		return r.ended(err)
	}
	r.say(fmt.Sprintf("Adopted %s, and wrote %s. Look through it, then run: %s",
		words.Plural(len(found.Taken()), "thing"), o.File, s.command("plan", o.File)))
	return nil
}

func (s *session) showSurvey(found *adoption.Survey) {
	for _, taking := range found.Taken() {
		fmt.Fprintf(s.err, "adopt  %s\n", s.outward.Text(taking.ID.String()+asExisting(taking)))
	}
	for _, line := range found.Left() {
		fmt.Fprintf(s.err, "leave  %s\n", s.outward.Text(line))
	}
}

func asExisting(taking adoption.Taking) string {
	if taking.Existing == "" {
		return ""
	}
	return " as existing: " + taking.Existing
}
