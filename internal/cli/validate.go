package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/spec"
)

func newValidate(p *program) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "validate",
		Short: "Check a lab file",
		Long:  "Check a lab file and the files that it names, and list everything that is wrong with file, line and column.",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return runValidate(p, file) },
	}
	fileFlag(cmd, &file)
	return cmd
}

func runValidate(p *program, file string) error {
	lab, err := p.load(file)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s is valid: lab %q, 1 management cluster, %s, %s\n", labFileName(file), lab.Name,
		words.Plural(len(lab.Clusters()), "workload cluster"), words.Plural(len(lab.AddonProfiles), "add-on profile"))
	return err
}

// load reads the lab file and shows its warnings.
func (p *program) load(file string) (*spec.Lab, error) {
	lab, warnings, err := spec.Load(file, p.in)
	if err != nil {
		return nil, &failure{exit: exitInvalid, cause: err}
	}
	p.take(lab, warnings)
	return lab, nil
}

// take learns the secrets of a lab file, and shows what is to be said about it.
func (p *program) take(lab *spec.Lab, warnings spec.Problems) {
	p.outward.Learn(lab)
	for _, w := range warnings {
		fmt.Fprintf(p.err, "warning: %s\n", p.outward.Text(fault.Text(w.Err())))
	}
}

func labFileName(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}
