package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/lab/snapshot"
)

type statusOptions struct {
	lab    labOf
	output string
	watch  bool
}

func newStatus(p *program) *cobra.Command {
	o := &statusOptions{output: outputText}
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what is there",
		Long: "Show the management cluster, each workload cluster with its machines, its add-ons and what it waits for, and\n" +
			"which clusters each add-on profile matches. Equal machines and the members of a fleet are counted; -o wide\n" +
			"names them all. A part that cannot be seen is named; showing that is no failure.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runStatus(cmd.Context(), p, o) },
	}
	labFlags(cmd, p, &o.lab)
	outputFlag(cmd, &o.output, outputText, outputWide, outputJSON, outputYAML, outputName)
	cmd.Flags().BoolVarP(&o.watch, "watch", "w", false, "show it again whenever something changes, until Ctrl-C")
	return cmd
}

func runStatus(ctx context.Context, p *program, o *statusOptions) error {
	s, err := p.openLab(ctx, o.lab)
	if err != nil {
		return err
	}
	stop, _, release := p.signals(ctx)
	defer release()
	if o.watch {
		return s.watch(stop, o.output)
	}
	status := s.look(stop)
	if err := stop.Err(); err != nil {
		return ended(stop, err)
	}
	return s.showStatus(status, o.output)
}

func (s *session) showStatus(status snapshot.Status, output string) error {
	switch output {
	case outputJSON:
		return view.StatusJSON(s.out, status)
	case outputYAML:
		return view.StatusYAML(s.out, status)
	case outputName:
		return view.StatusNames(s.out, status)
	}
	return view.StatusText(s.out, status, view.StatusLook{Style: view.StyleFor(s.out), Wide: output == outputWide})
}

// look is what there is, as it may be shown.
func (s *session) look(ctx context.Context) snapshot.Status {
	return s.outward.Status(snapshot.Take(ctx, s.Source()))
}
