package main

import (
	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/fault"
)

// codeErrors sees to it that no error of a command is without a code: one to which nobody gave any is unexpected.
func codeErrors(cmd *cobra.Command) {
	for _, inner := range cmd.Commands() {
		codeErrors(inner)
	}
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			return fault.Wrap(fault.Unexpected, run(cmd, args))
		}
	}
}
