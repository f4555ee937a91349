package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/executor/adoption"
	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

type adoptOptions struct {
	file       string // the lab file to write
	name       string
	kubeconfig string
	context    string
	k3d        string
	yes        bool
	written    written
	sameLab    bool
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
	cmd.Flags().StringVarP(&o.file, "output", "o", paste.DefaultFile, "lab `file` to write; it must not be there yet")
	cmd.Flags().StringVar(&o.name, "name", "adopted", "name of the lab")
	cmd.Flags().StringVar(&o.kubeconfig, "kubeconfig", "", "`file` that reaches the management cluster")
	cmd.Flags().StringVar(&o.context, "context", "", "context in that file; the current one is never taken")
	cmd.Flags().StringVar(&o.k3d, "k3d", "", "`name` of a k3d cluster that is the management cluster")
	cmd.MarkFlagsOneRequired("kubeconfig", "k3d")
	cmd.MarkFlagsMutuallyExclusive("kubeconfig", "k3d")
	cmd.MarkFlagsRequiredTogether("kubeconfig", "context")
	yesFlag(cmd, &o.yes)
	sameLabFlag(cmd, &o.sameLab)
	return cmd
}

func runAdopt(ctx context.Context, p *program, o *adoptOptions) error {
	if _, err := starterFiles(starters[0].name, o.name); err != nil {
		return err
	}
	if _, err := os.Lstat(o.file); err == nil {
		return fault.Errorf(fault.FileExists, "%s is there already, and is not overwritten; name another file with -o", o.file)
	}
	if err := o.locate(); err != nil {
		return err
	}
	s, err := o.session(p)
	if err != nil {
		return err
	}
	release, err := s.Lock("kaaslab adopt")
	if err != nil {
		return err
	}
	defer release()
	if err := o.reach(ctx, p); err != nil {
		o.written.remove()
		return err
	}
	r, end := s.newExecution(ctx, "kaaslab adopt", runOptions{}, outputText)
	defer end()
	if err := s.adopt(r, o); err != nil {
		o.written.remove() // nothing of it is of use without the lab file
		return err
	}
	return nil
}

// locate says where the kubeconfig is, or will be: that of a k3d cluster goes beside the lab file, which then names it.
func (o *adoptOptions) locate() error {
	if o.k3d == "" {
		absolute, err := filepath.Abs(o.kubeconfig)
		o.kubeconfig = absolute
		return fault.Wrap(fault.WrongKubeconfig, err)
	}
	directory, err := filepath.Abs(filepath.Dir(o.file))
	o.context, o.kubeconfig = o.k3d, filepath.Join(directory, o.k3d+".kubeconfig")
	return fault.Wrap(fault.Output, err)
}

// reach writes the kubeconfig of a k3d cluster. That takes the lock: nobody cleans up behind a run that must not begin.
func (o *adoptOptions) reach(ctx context.Context, p *program) error {
	if o.k3d == "" {
		return nil
	}
	content, err := p.k3d(ctx, o.k3d)
	if err != nil {
		return err
	}
	return o.written.add(o.kubeconfig, content, 0o600)
}

// session is that of the lab that there will be.
func (o *adoptOptions) session(p *program) (*session, error) {
	lab := &spec.Lab{Name: o.name, ManagementCluster: spec.ManagementCluster{
		Provider: spec.ProviderExisting, Name: o.name + "-management", Kubeconfig: o.kubeconfig, Context: o.context,
	}}
	dir, err := statedir.For(lab.Name)
	if err != nil {
		return nil, err
	}
	return p.session(lab, o.file, dir), nil
}

func (s *session) adopt(r *execution, o *adoptOptions) error {
	found, err := s.Survey(r.Stop)
	if err != nil {
		return ended(r.Stop, err)
	}
	if s.showSurvey(found); len(found.Taken()) == 0 {
		return fault.Errorf(fault.NotAdopted, "there is nothing to adopt; %s left as it is", words.Plural(len(found.Left()), "thing"))
	}
	there := planner.NewState().WithIdentity(found.Identity())
	if err := s.Accept(r.Stop, there, operation.PlanOptions{SameLab: o.sameLab, Elsewhere: operation.Refuse}); err != nil {
		return err
	}
	text, files, err := found.LabFile(filepath.Base(o.file), o.kubeconfig, o.context)
	if err != nil {
		return err
	}
	if _, _, err := spec.Parse(o.file, text, files.Read); err != nil {
		return fault.Errorf(fault.NotAdopted, "what is there makes no valid lab file: %w", err)
	}
	if err := o.mayWrite(files); err != nil {
		return err
	}
	if err := s.confirm(r, o.yes, "Type yes to mark these as the lab's: ", "yes"); err != nil {
		return err
	}
	if err := errors.Join(s.Know(s.Identity()), s.Remember()); err != nil {
		return err
	}
	if err := r.TakeLease(); err != nil {
		return err
	}
	if err := found.Adopt(r.Stop); err != nil {
		return ended(r.Stop, err)
	}
	if err := o.written.addLab(o.file, labFiles{lab: text, beside: files}); err != nil {
		return err
	}
	r.say(fmt.Sprintf("Adopted %s, and wrote %s. Look through it, then run: %s",
		words.Plural(len(found.Taken()), "thing"), o.file, s.command("plan", o.file)))
	return nil
}

func (s *session) showSurvey(found *adoption.Survey) {
	for _, taking := range found.Taken() {
		fmt.Fprintf(s.err, "adopt  %s\n", s.outward.text(taking.ID.String()+asExisting(taking)))
	}
	for _, line := range found.Left() {
		fmt.Fprintf(s.err, "leave  %s\n", s.outward.text(line))
	}
}

func asExisting(taking adoption.Taking) string {
	if taking.Existing == "" {
		return ""
	}
	return " as existing: " + taking.Existing
}
