package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/paste"
	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
)

type stopOptions struct {
	lab     labOf
	sameLab bool
}

func newStop(p *program) *cobra.Command {
	o := &stopOptions{}
	cmd := &cobra.Command{
		Use:   "stop",
		Short: "Stop the lab and keep it",
		Long: "Stop the management cluster and the nodes of all workload clusters. Everything that they hold is kept, and a lab\n" +
			"that is stopped uses no memory and stays stopped over a restart of the machine. start brings it back, and apply\n" +
			"starts it first.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runStop(cmd.Context(), p, o) },
	}
	labFlags(cmd, &o.lab)
	sameLabFlag(cmd, &o.sameLab)
	return cmd
}

// tell says what happens to a part of the lab, where no plan is followed.
func (s *session) tell(id planner.ID, message string) {
	fmt.Fprintln(s.err, printable.Text(id.String()+": "+s.outward.text(message)))
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
	switch {
	case err != nil:
		return ended(stop, err)
	case len(stopped) == 0:
		_, err = fmt.Fprintf(s.out, "Nothing to stop. Nothing of lab %q runs.\n", s.Spec.Name)
		return err
	}
	_, err = fmt.Fprintf(s.out, "Stopped: lab %q, %s in %s. To start it again: %s\n", s.Spec.Name, words.Plural(len(stopped), "part"),
		time.Since(started).Round(100*time.Millisecond), paste.Command(p.called, "start", "--lab", s.Spec.Name))
	return err
}
