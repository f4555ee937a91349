package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

type startOptions struct {
	runOptions
	lab     labOf
	output  string
	sameLab bool
}

func newStart(p *program) *cobra.Command {
	o := &startOptions{output: outputText, runOptions: runOptions{wait: true}}
	cmd := &cobra.Command{
		Use:   "start",
		Short: "Start a lab that was stopped",
		Long: "Bring a lab that was stopped, or that did not come up with the machine, back to what it was, and wait until its\n" +
			"clusters answer. Nothing is made, changed or removed, whatever the lab file says by now: that is for apply.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runStart(cmd.Context(), p, o) },
	}
	labFlags(cmd, p, &o.lab)
	outputFlag(cmd, &o.output, outputText, outputLines)
	runFlags(cmd, &o.runOptions)
	sameLabFlag(cmd, &o.sameLab)
	return cmd
}

func runStart(ctx context.Context, p *program, o *startOptions) error {
	started := time.Now()
	if err := mayDraw(o.timeline); err != nil {
		return err
	}
	s, err := p.openLab(ctx, o.lab)
	if err != nil {
		return err
	}
	release, err := s.Lock("kaaslab start")
	if err != nil {
		return err
	}
	defer release()
	r, end := s.newExecution(ctx, "kaaslab start", o.runOptions, o.output)
	defer end()
	err = r.drawn(s.start(r, o))
	s.watchExpiry()
	r.finish(err, exitCode(err), time.Since(started))
	return err
}

func (s *session) start(r *execution, o *startOptions) error {
	followed, err := r.Start(o.sameLab)
	if err != nil {
		return r.ended(err)
	}
	if len(followed) == 0 {
		r.say(fmt.Sprintf("Nothing to start. Lab %q runs.", s.Spec.Name))
		return nil
	}
	r.say(fmt.Sprintf("Started: lab %q in %s.", s.Spec.Name, time.Since(r.started).Round(100*time.Millisecond)))
	return nil
}
