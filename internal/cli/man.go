package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/version"
)

// newMan is for those who make packages, so the help does not list it. The date of the pages is SOURCE_DATE_EPOCH, if set.
func newMan(p *program) *cobra.Command {
	return &cobra.Command{
		Use:    "man <directory>",
		Short:  "Write the manual pages",
		Long:   "Write a manual page for each command into a directory, which is made if it is not there.",
		Args:   cobra.ExactArgs(1),
		Hidden: true,
		RunE:   func(cmd *cobra.Command, args []string) error { return runMan(p, cmd.Root(), args[0]) },
	}
}

func runMan(p *program, root *cobra.Command, directory string) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return fault.Errorf(fault.Output, "write the manual pages: %w", err)
	}
	root.DisableAutoGenTag = true
	header := &doc.GenManHeader{Section: "1", Source: "kaaslab " + version.Number, Manual: "kaaslab"}
	if err := doc.GenManTree(root, header, directory); err != nil {
		return fault.Errorf(fault.Output, "write the manual pages: %w", err)
	}
	_, err := fmt.Fprintf(p.out, "wrote the manual pages to %s\n", directory)
	return err
}
