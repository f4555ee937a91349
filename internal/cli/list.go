package cli

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/view"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/snapshot"
	"github.com/kaaslab/kaaslab/internal/statedir"
)

type listOptions struct{ output string }

func newList(p *program) *cobra.Command {
	o := &listOptions{output: outputText}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the labs of this machine",
		Long: "List all labs that this machine knows, by their state directories and by what they have on Docker, also those whose\n" +
			"lab file is lost: the state of the management cluster, the workload clusters, the age, what the lab's files take\n" +
			"on disk, the memory of an embedded lab, and the file that the lab was applied with. What cannot be looked at is\n" +
			"listed as Unknown.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runList(cmd.Context(), p, o) },
	}
	outputFlag(cmd, &o.output, outputText, outputJSON, outputName)
	return cmd
}

func runList(ctx context.Context, p *program, o *listOptions) error {
	stop, _, release := p.signals(ctx)
	defer release()
	names := p.labNames(stop)
	if o.output == outputName {
		return view.LabNames(p.out, names)
	}
	entries := p.entries(stop, names)
	if err := stop.Err(); err != nil {
		return ended(stop, err)
	}
	if o.output == outputJSON {
		return view.LabsJSON(p.out, entries)
	}
	return view.LabsText(p.out, entries, time.Now(), view.StyleFor(p.out))
}

// labNames are those of all labs of which there is anything.
func (p *program) labNames(ctx context.Context) []string {
	names := append(statedir.Labs(), p.labsOnDocker(ctx)...)
	slices.Sort(names)
	return slices.Compact(names)
}

// lookAtOnce bounds how many labs are looked at at the same time, and lookFor how long one may keep the others waiting.
const (
	lookAtOnce = 8
	lookFor    = 10 * time.Second
)

func (p *program) entries(ctx context.Context, names []string) []snapshot.Entry {
	entries := make([]snapshot.Entry, len(names))
	turn := make(chan struct{}, lookAtOnce)
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			entries[i] = p.entry(ctx, name)
		})
	}
	all.Wait()
	return entries
}

func (p *program) entry(ctx context.Context, name string) snapshot.Entry {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	dir, err := statedir.For(name)
	if err != nil {
		return snapshot.Entry{Name: p.outward.text(name), State: snapshot.Unknown, Detail: fault.Text(err), Clusters: []string{}}
	}
	s, err := p.openByName(ctx, byName{lab: name})
	if err != nil {
		return operation.UnknownEntry(dir, p.outward.text(fmt.Sprintf("nothing says where its management cluster is: %s", fault.Text(err))))
	}
	e := s.Entry(ctx)
	e.Detail = p.outward.text(e.Detail)
	return e
}
