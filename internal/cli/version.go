package cli

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/version"
)

func newVersion(p *program) *cobra.Command {
	output := outputText
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return runVersion(p, output) },
	}
	outputFlag(cmd, &output, outputText, outputJSON)
	return cmd
}

func runVersion(p *program, output string) error {
	b := version.This()
	if output == outputJSON {
		return json.NewEncoder(p.out).Encode(b)
	}
	from := ""
	if b.Commit != "" {
		from = fmt.Sprintf("commit %s, %s, ", b.Commit, b.Date)
	}
	_, err := fmt.Fprintf(p.out, "kaaslab %s (%s%s, %s)\n", b.Version, from, b.Go, b.Platform)
	return err
}
