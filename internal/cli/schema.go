package cli

import (
	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/schemas"
)

func newSchema(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON schema of lab files",
		Long:  "Print the JSON schema (draft-07) of lab files, for editors and other tools.",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := p.out.Write(schemas.Lab())
			return err
		},
	}
}
