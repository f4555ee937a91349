package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// fromLab completes words that only the lab file knows. It is silent when the file cannot be used: a shell is no place for
// errors.
func (p *program) fromLab(file *string, words func(*spec.Lab) []string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		lab, _, err := spec.Load(*file, strings.NewReader("")) // the terminal is not to be read from
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return words(lab), cobra.ShellCompDirectiveNoFileComp
	}
}

// completeResources completes kind/name: first the kinds that the lab has, then the names of one kind, so that a fleet of a
// thousand clusters does not fill the screen at once.
func (p *program) completeResources(file *string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		all, directive := p.fromLab(file, resourceNames)(cmd, args, word)
		if strings.Contains(word, "/") {
			return withPrefix(all, word), directive
		}
		return kindsOf(all), directive | cobra.ShellCompDirectiveNoSpace
	}
}

func resourceNames(lab *spec.Lab) []string {
	var names []string
	for _, r := range planner.Desired(lab) {
		names = append(names, r.ID.String())
	}
	return names
}

func withPrefix(names []string, prefix string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, prefix) })
}

// kindsOf are the kinds with the slash behind them. Resources come in the order of their kinds.
func kindsOf(names []string) []string {
	var kinds []string
	for _, name := range names {
		kinds = append(kinds, name[:strings.IndexByte(name, '/')+1])
	}
	return slices.Compact(kinds)
}
