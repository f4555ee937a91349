package cli

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// The output formats.
const (
	outputText  = "text"
	outputJSON  = "json"
	outputLines = "jsonl"
	outputYAML  = "yaml"
	outputWide  = "wide"
	outputName  = "name"
)

func fileFlag(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVarP(file, "file", "f", paste.DefaultFile, "lab `file`, or - for standard input")
	_ = cmd.MarkFlagFilename("file", "yaml", "yml")
}

// command is one of this program's for people to paste, with the lab file that it needs.
func (p *program) command(name, file string) string {
	return paste.Word(p.called) + " " + name + paste.File(file)
}

func outputFlag(cmd *cobra.Command, output *string, formats ...string) {
	cmd.Flags().VarP(&choice{value: output, of: formats}, "output", "o", "output format: "+strings.Join(formats, " or "))
	_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
}

// choice is a flag that takes one of a few words.
type choice struct {
	value *string
	of    []string
}

func (c *choice) String() string { return *c.value }
func (c *choice) Type() string   { return "format" }

// Set implements pflag.Value.
func (c *choice) Set(text string) error {
	if !slices.Contains(c.of, text) {
		return fault.Errorf(fault.WrongFlag, "it must be %s", strings.Join(c.of, " or "))
	}
	*c.value = text
	return nil
}

// flagError adds the flag that was probably meant.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return fault.Errorf(fault.WrongFlag, "%w; `%s --help` tells what it takes", err, cmd.CommandPath())
	}
	if meant := similarFlags(cmd, unknown.GetSpecifiedName()); len(meant) > 0 {
		return fault.Errorf(fault.UnknownFlag, "%w; did you mean --%s?", err, strings.Join(meant, " or --"))
	}
	return fault.Errorf(fault.UnknownFlag, "%w; `%s --help` lists the flags", err, cmd.CommandPath())
}

// similarFlags lets cobra judge flags as it judges commands.
func similarFlags(cmd *cobra.Command, name string) []string {
	flags := &cobra.Command{SuggestionsMinimumDistance: 2}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		flags.AddCommand(&cobra.Command{Use: f.Name, Run: func(*cobra.Command, []string) {}})
	})
	return flags.SuggestionsFor(name)
}

func yesFlag(cmd *cobra.Command, yes *bool) {
	cmd.Flags().BoolVarP(yes, "yes", "y", false, "do not ask")
}

func targetFlag(cmd *cobra.Command, p *program, file *string, targets *[]string) {
	cmd.Flags().StringArrayVar(targets, "target", nil, "only the resource `kind/name` and what it needs (repeatable)")
	_ = cmd.RegisterFlagCompletionFunc("target", p.completeResources(file))
}

// mostWrites is how many writes are under way at the same time unless somebody says otherwise.
const mostWrites = 16

func runFlags(cmd *cobra.Command, o *runOptions) {
	cmd.Flags().IntVar(&o.parallel, "parallel", mostWrites, "how many writes may be under way at the same time")
	cmd.Flags().DurationVar(&o.timeout, "timeout", 0, "stop after this time, such as 10m; 0 leaves only the limit of each step: 20m without progress")
	timelineFlag(cmd, o)
}

func timelineFlag(cmd *cobra.Command, o *runOptions) {
	cmd.Flags().Var((*picturePath)(&o.timeline), "timeline", "draw which step waited for what, and how long, into this `file` that ends in .svg")
	_ = cmd.MarkFlagFilename("timeline", "svg")
}

// picturePath is a flag that takes the path of a picture. Another ending is more likely a slip than meant, and what is there
// under that name is replaced.
type picturePath string

func (p *picturePath) String() string { return string(*p) }
func (p *picturePath) Type() string   { return "file" }

// Set implements pflag.Value.
func (p *picturePath) Set(path string) error {
	if filepath.Ext(path) != ".svg" {
		return fault.Errorf(fault.WrongFlag, "the file must end in .svg")
	}
	*p = picturePath(path)
	return nil
}

func sameLabFlag(cmd *cobra.Command, same *bool) {
	cmd.Flags().BoolVar(same, "same-lab", false, "the lab that somebody else, another machine or another file has made is the one of this file")
}
