package cli

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/docker/go-units"
	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/words"
)

type diagnoseOptions struct {
	file    string
	archive string
	timeout time.Duration
}

func newDiagnose(p *program) *cobra.Command {
	o := &diagnoseOptions{}
	cmd := &cobra.Command{
		Use:   "diagnose",
		Short: "Write all that tells what is wrong with the lab into one archive",
		Long: "Collect the plan, the status, logs, events, the objects of Cluster API, and what Docker says of the lab's own\n" +
			"containers, and write it into one archive. Secrets are hidden. It only reads, and takes what it can get: what could\n" +
			"not be looked at is named in the archive's index.txt.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDiagnose(cmd.Context(), p, o) },
	}
	fileFlag(cmd, &o.file)
	cmd.Flags().StringVarP(&o.archive, "output", "o", "", "`archive` to write; it must not be there yet (default kaaslab-<lab>-<time>.tar.gz)")
	cmd.Flags().DurationVar(&o.timeout, "timeout", time.Minute, "how long to look at each part")
	return cmd
}

func runDiagnose(ctx context.Context, p *program, o *diagnoseOptions) error {
	s, err := p.open(o.file)
	if err != nil {
		return err
	}
	stop, _, release := p.signals(ctx)
	defer release()
	fmt.Fprintf(s.err, "looking at lab %q; this may take a minute\n", s.Spec.Name)
	found, head := s.Diagnose(stop, o.timeout)
	if err := stop.Err(); err != nil {
		return ended(stop, err)
	}
	if o.archive == "" {
		o.archive = head.Name() + ".tar.gz"
	}
	count, err := found.Create(o.archive, head)
	if err != nil {
		return err
	}
	return s.sayDiagnosed(o.archive, count, found.Gaps())
}

func (s *session) sayDiagnosed(archive string, count int, gaps []string) error {
	for _, gap := range gaps {
		fmt.Fprintf(s.err, "not in it: %s\n", strings.Join(strings.Fields(gap), " "))
	}
	info, err := os.Stat(archive)
	if err != nil {
		return fault.Errorf(fault.Output, "look at the archive: %w", err)
	}
	_, err = fmt.Fprintf(s.out, "Wrote %s: %s, %s. Secrets are hidden; look through it all the same before you give it to others.\n",
		archive, words.Plural(count, "file"), units.HumanSize(float64(info.Size())))
	return err
}
