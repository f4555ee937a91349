package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
)

type stopOptions struct {
	lab     labOf
	sameLab bool
	output  string
}

func newStop(p *program) *cobra.Command {
	o := &stopOptions{output: outputText}
	cmd := &cobra.Command{
		Use:   "stop",
		Short: "Stop the lab and keep it",
		Long: "Stop the management cluster and the nodes of all workload clusters. Everything that they hold is kept, and a lab\n" +
			"that is stopped uses no memory and stays stopped over a restart of the machine. start brings it back, and apply\n" +
			"starts it first.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runStop(cmd.Context(), p, o) },
	}
	labFlags(cmd, p, &o.lab)
	sameLabFlag(cmd, &o.sameLab)
	outputFlag(cmd, &o.output, outputText, outputJSON)
	return cmd
}

// tell says what happens to a part of the lab, where no plan is followed.
func (s *session) tell(id planner.ID, message string) {
	fmt.Fprintln(s.err, printable.Text(id.String()+": "+s.outward.Text(message)))
}

func runStop(ctx context.Context, p *program, o *stopOptions) error {
	started := time.Now()
	s, err := p.openLab(ctx, o.lab)
	if err != nil {
		return err
	}
	release, err := s.Lock("kaaslab stop")
	if err != nil {
		return err
	}
	defer release()
	stop, kill, end := p.signals(ctx)
	defer end()
	r := s.NewRun(stop, kill, "kaaslab stop")
	stopped, err := r.StopLab(o.sameLab, s.tell)
	if err != nil {
		return ended(stop, err)
	}
	took := time.Since(started).Round(100 * time.Millisecond)
	text := fmt.Sprintf("Stopped: lab %q, %s in %s. To start it again: %s", s.Spec.Name, words.Plural(len(stopped), "part"), took,
		paste.Command(p.called, "start", "--lab", s.Spec.Name))
	if len(stopped) == 0 {
		text = fmt.Sprintf("Nothing to stop. Nothing of lab %q runs.", s.Spec.Name)
	}
	names := make([]string, len(stopped))
	for i, id := range stopped {
		names[i] = id.String()
	}
	return p.tellLife(o.output, view.Life{Lab: s.Spec.Name, Stopped: names, Elapsed: took.Seconds()}, text)
}

// tellLife writes what has become of a lab: a sentence for people, or what it says for machines.
func (p *program) tellLife(output string, facts view.Life, text string) error {
	if output == outputJSON {
		return view.LifeJSON(p.out, facts)
	}
	_, err := fmt.Fprintln(p.out, text)
	return err
}
