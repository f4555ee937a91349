package cli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/explain"
	"github.com/kaaslab/kaaslab/internal/cli/reference"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/view"
)

// newDocs is for `make docs`, so the help does not list it.
func newDocs(p *program) *cobra.Command {
	return &cobra.Command{
		Use:    "docs <directory>",
		Short:  "Write the pages of the reference",
		Args:   cobra.ExactArgs(1),
		Hidden: true,
		RunE:   func(_ *cobra.Command, args []string) error { return runDocs(p, args[0]) },
	}
}

func runDocs(p *program, directory string) error {
	pages, err := referencePages(p)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		path := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fault.Errorf(fault.Output, "write the reference: %w", err)
		}
		if err := os.WriteFile(path, []byte(pages[name]), 0o644); err != nil {
			return fault.Errorf(fault.Output, "write the reference: %w", err)
		}
		fmt.Fprintf(p.out, "wrote %s\n", path)
	}
	return nil
}

// referencePages are the pages by their path below docs/.
func referencePages(p *program) (map[string]string, error) {
	lab, err := explain.Lab()
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"errors.md":               reference.Errors(),
		"reference/cli.md":        reference.CommandLine(newRoot(p)),
		"reference/lab.md":        reference.LabFile(lab),
		"reference/exit-codes.md": reference.ExitCodes(exits),
		"reference/json.md":       reference.JSON(view.Formats()),
	}, nil
}
