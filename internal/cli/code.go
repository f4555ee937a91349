package cli

import (
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// codeErrors sees to it that no error of a command is without a code.
func codeErrors(p *program, cmd *cobra.Command) {
	for _, inner := range cmd.Commands() {
		codeErrors(p, inner)
	}
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error { return p.coded(run(cmd, args)) }
	}
}

// coded gives a code to an error that has none. Every command writes to standard output, so that one failing is known here;
// anything else is unexpected.
func (p *program) coded(err error) error {
	if p.isOfOutput(err) {
		return fault.Errorf(fault.Output, "write the result: %w", err)
	}
	return fault.Wrap(fault.Unexpected, err)
}

func (p *program) isOfOutput(err error) bool {
	var failed *fs.PathError
	out, isFile := p.out.(*os.File)
	return isFile && errors.As(err, &failed) && failed.Op == "write" && failed.Path == out.Name()
}
