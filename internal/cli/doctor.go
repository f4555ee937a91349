package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/internal/words"
)

type doctorOptions struct {
	file   string
	named  bool // the file, by the user
	output string
}

func newDoctor(p *program) *cobra.Command {
	o := &doctorOptions{output: outputText}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check whether this machine can hold a lab",
		Long: "Check Docker, room, limits, ports, addresses and what other labs have left, and say what to do about it. The same\n" +
			"checks run before apply. Without a lab file the machine alone is checked. Nothing is changed. A failure ends with\n" +
			"exit code 7.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.named = cmd.Flags().Changed("file")
			return runDoctor(cmd.Context(), p, o)
		},
	}
	fileFlag(cmd, &o.file)
	outputFlag(cmd, &o.output, outputText, outputJSON)
	return cmd
}

func runDoctor(ctx context.Context, p *program, o *doctorOptions) error {
	stop, _, release := p.signals(ctx)
	defer release()
	findings, err := p.diagnosis(stop, o)
	if err == nil {
		err = stop.Err()
	}
	if err != nil {
		return ended(stop, err)
	}
	findings.Findings = p.outward.Findings(findings.Findings)
	show := func() error { return view.FindingsText(p.out, findings, view.StyleFor(p.out)) }
	if o.output == outputJSON {
		show = func() error { return view.FindingsJSON(p.out, findings) }
	}
	if err := show(); err != nil {
		return err
	}
	if findings.Failures > 0 {
		return fail(exitPreflight, fault.FailedChecks, "%s; the list says what to do about each", words.Plural(findings.Failures, "failed check"))
	}
	return nil
}

// diagnosis is about the lab of the file, or about the machine when there is no file and none was named.
func (p *program) diagnosis(ctx context.Context, o *doctorOptions) (view.Findings, error) {
	if !o.named && !statedir.IsThere(o.file) {
		return view.NewFindings("", p.doctorOfMachine(ctx)), nil
	}
	s, err := p.open(o.file)
	if err != nil {
		return view.Findings{}, err
	}
	return view.NewFindings(s.Spec.Name, s.Doctor(ctx)), nil
}
