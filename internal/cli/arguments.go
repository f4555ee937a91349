package cli

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// proposeFile sees to it that a lab file which is given without -f is not taken for something else, by this command and those
// below it.
func proposeFile(p *program, cmd *cobra.Command) {
	for _, inner := range cmd.Commands() {
		proposeFile(p, inner)
	}
	takes := cmd.Args
	if takes == nil || cmd.Parent() == nil {
		return
	}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if i := slices.IndexFunc(args, isLabFile); i >= 0 && cmd.Flags().Lookup("file") != nil {
			return p.without(cmd, args[i])
		}
		err := takes(cmd, args)
		if err != nil && takesNone(takes, cmd) {
			return p.without(cmd, args[0])
		}
		return err
	}
}

// isLabFile: names of clusters, pages and codes have no such end.
func isLabFile(text string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(filepath.Ext(text)))
}

func takesNone(takes cobra.PositionalArgs, cmd *cobra.Command) bool {
	return takes(cmd, nil) == nil && takes(cmd, []string{"x"}) != nil
}

// without is the error of a command that was given a word where it takes none.
func (p *program) without(cmd *cobra.Command, word string) error {
	file := cmd.Flags().Lookup("file")
	switch {
	case file == nil:
		return fault.Errorf(fault.WrongArguments, "%s takes no argument, and got %q; `%s --help` tells what it takes", cmd.Name(), word, cmd.CommandPath())
	case file.Changed:
		return fault.Errorf(fault.WrongArguments, "%s takes one lab file, with -f; %q is too many", cmd.Name(), word)
	}
	return fault.Errorf(fault.WrongArguments, "%s takes a lab file with -f only; did you mean: %s", cmd.Name(), paste.Command(p.called, cmd.Name(), "-f", word))
}
