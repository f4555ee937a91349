package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/spec"
)

// labOf is how a command names its lab: by its file, or by its name.
type labOf struct{ file, name string }

func labFlags(cmd *cobra.Command, o *labOf) {
	fileFlag(cmd, &o.file)
	cmd.Flags().Var((*given)(&o.name), "lab", "the `name` of a lab of this machine, in place of -f")
	completeLabs(cmd)
	cmd.MarkFlagsMutuallyExclusive("file", "lab")
}

func completeLabs(cmd *cobra.Command) {
	_ = cmd.RegisterFlagCompletionFunc("lab", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return statedir.Labs(), cobra.ShellCompDirectiveNoFileComp
	})
}

// openLab opens a lab by its file, also where only its name is given and the file is where it was. Of a lab whose file is lost, what
// there is tells the rest.
func (p *program) openLab(ctx context.Context, o labOf) (*session, error) {
	if o.name == "" {
		return p.openEither(ctx, o.file, byName{})
	}
	if file := fileOf(o.name); file != "" {
		return p.open(file)
	}
	return p.openByName(ctx, byName{lab: o.name})
}

// fileOf is the file that a lab was applied with last, if it is still that of the lab.
func fileOf(lab string) string {
	dir, err := statedir.For(lab)
	if err != nil {
		return ""
	}
	noted, err := operation.Recall(dir)
	if err != nil || noted.File == "" || noted.File == "-" {
		return ""
	}
	read, _, err := spec.Load(noted.File, nil)
	if err != nil || read.Name != lab {
		return ""
	}
	return noted.File
}

// known is the path of the lab's file for those who complete what it names.
func (o labOf) known() *string {
	file := o.file
	if o.name != "" {
		file = fileOf(o.name)
	}
	return &file
}
