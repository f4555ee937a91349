package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
)

// labOf is how a command names its lab: by its file, or by its name.
type labOf struct{ file, name string }

func labFlags(cmd *cobra.Command, p *program, o *labOf) {
	fileFlag(cmd, &o.file)
	cmd.Flags().Var((*given)(&o.name), "lab", "the `name` of a lab of this machine, in place of -f")
	completeLabs(cmd, p)
	cmd.MarkFlagsMutuallyExclusive("file", "lab")
}

func completeLabs(cmd *cobra.Command, p *program) {
	_ = cmd.RegisterFlagCompletionFunc("lab", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return p.machine.Home.Labs(), cobra.ShellCompDirectiveNoFileComp
	})
}

func byNameFlags(cmd *cobra.Command, p *program, o *operation.ByName) {
	cmd.Flags().Var((*given)(&o.Lab), "lab", "the `name` of a lab whose file is lost, in place of -f")
	cmd.Flags().Var((*given)(&o.Kubeconfig), "kubeconfig", "with --lab: the kubeconfig `file` of an existing management cluster, if this machine does not know it")
	cmd.Flags().StringVar(&o.Context, "context", "", "with --lab: the context in that file")
	completeLabs(cmd, p)
	_ = cmd.MarkFlagFilename("kubeconfig")
	cmd.MarkFlagsRequiredTogether("kubeconfig", "context")
	cmd.MarkFlagsMutuallyExclusive("file", "lab")
}

// given is a flag with a value: a variable of a script that is empty must not destroy what the default names.
type given string

func (g *given) String() string { return string(*g) }
func (g *given) Type() string   { return "string" }

// Set implements pflag.Value.
func (g *given) Set(text string) error {
	if text == "" {
		return fault.Errorf(fault.WrongFlag, "it must not be empty")
	}
	*g = given(text)
	return nil
}

// openLab opens a lab by its file, also where only its name is given and the file is where it was. Of a lab whose file is lost, what
// there is tells the rest.
func (p *program) openLab(ctx context.Context, o labOf) (*session, error) {
	if o.name == "" {
		return p.openEither(ctx, o.file, operation.ByName{})
	}
	return p.opened(p.machine.Find(ctx, o.name))
}

// openEither opens a lab by its file, or by its name.
func (p *program) openEither(ctx context.Context, file string, name operation.ByName) (*session, error) {
	if name.Lab != "" {
		return p.opened(p.machine.OpenByName(ctx, name))
	}
	if name.Kubeconfig != "" {
		return nil, fault.Errorf(fault.WrongArguments, "--kubeconfig and --context go with --lab; a lab file names its management cluster itself")
	}
	s, err := p.open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, withProposal(err, p.proposeName())
	}
	return s, err
}

// proposeName tells those whose lab file is lost how to go on.
func (p *program) proposeName() string {
	labs := p.machine.Home.Labs()
	switch len(labs) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("if the file is lost, this destroys the lab by its name: %s", paste.Command(p.called, "destroy", "--lab", labs[0]))
	}
	return fmt.Sprintf("if the file is lost, %s destroys a lab by its name; there are %s on this machine", paste.Word(p.called)+" destroy --lab NAME", strings.Join(labs, ", "))
}

func withProposal(err error, proposal string) error {
	if proposal == "" {
		return err
	}
	return &failure{exit: exitCode(err), cause: errors.Join(err, fault.Errorf(cmp.Or(fault.Of(err), fault.NoLabFile), "%s", proposal))}
}

// known is the path of the lab's file for those who complete what it names.
func (p *program) known(o labOf) *string {
	file := o.file
	if o.name != "" {
		file, _, _ = p.machine.FileOf(o.name)
	}
	return &file
}
