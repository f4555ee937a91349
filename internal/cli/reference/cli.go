package reference

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// CommandLine is the page with a section for each command.
func CommandLine(root *cobra.Command) string {
	var page strings.Builder
	page.WriteString("# The command line\n\n" + notice)
	writeCommands(&page, root)
	return page.String()
}

func writeCommands(page *strings.Builder, cmd *cobra.Command) {
	cmd.InitDefaultHelpFlag()
	long := cmd.Long
	if long == "" {
		long = cmd.Short + "."
	}
	fmt.Fprintf(page, "\n## %s\n\n%s\n\n```\n%s\n```\n", cmd.CommandPath(), strings.TrimSpace(long), cmd.UseLine())
	if cmd.HasExample() {
		fmt.Fprintf(page, "\n```\n%s\n```\n", strings.Trim(cmd.Example, "\n"))
	}
	if flags := cmd.NonInheritedFlags(); flags.HasAvailableFlags() {
		fmt.Fprintf(page, "\n```\n%s```\n", flags.FlagUsages())
	}
	for _, inner := range cmd.Commands() {
		if inner.IsAvailableCommand() && inner.Name() != "help" {
			writeCommands(page, inner)
		}
	}
}
