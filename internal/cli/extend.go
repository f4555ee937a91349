package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/view"
)

// lifetime is a flag or an argument that says how long a lab lives.
type lifetime struct{ value *time.Duration }

func (l *lifetime) Type() string { return "duration" }
func (l *lifetime) String() string {
	if l.value == nil || *l.value == 0 {
		return ""
	}
	return l.value.String()
}

// Set implements pflag.Value.
func (l *lifetime) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Second {
		return fault.Errorf(fault.WrongFlag, "%q is no time that a lab can live; use hours, minutes and seconds, such as 2h or 1h30m", text)
	}
	*l.value = d
	return nil
}

func newExtend(p *program) *cobra.Command {
	var lab labOf
	output := outputText
	cmd := &cobra.Command{
		Use:   "extend duration",
		Short: "Give the lab more time",
		Long: "Put off the end of a lab, such as by 2h: from the end that it has, or from now on if that has come or there is none.\n" +
			"When its time is over, the lab is destroyed.",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExtend(cmd.Context(), p, lab, args[0], output)
		},
	}
	labFlags(cmd, p, &lab)
	outputFlag(cmd, &output, outputText, outputJSON)
	return cmd
}

func runExtend(ctx context.Context, p *program, lab labOf, text, output string) error {
	var by time.Duration
	if err := (&lifetime{&by}).Set(text); err != nil {
		return err
	}
	s, err := p.openLab(ctx, lab)
	if err != nil {
		return err
	}
	e, err := s.Extend("kaaslab extend", by)
	if err != nil {
		return err
	}
	s.watchExpiry()
	return p.tellLife(output, view.Life{Lab: s.Spec.Name, Expires: e.At.UTC().Truncate(time.Second)},
		fmt.Sprintf("Lab %q is destroyed at %s.", s.Spec.Name, e.At.Local().Format(time.DateTime)))
}
