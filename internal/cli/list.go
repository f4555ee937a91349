package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/view"
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
	if o.output == outputName {
		return view.LabNames(p.out, p.machine.Names(stop))
	}
	entries := p.machine.List(stop)
	if err := stop.Err(); err != nil {
		return ended(stop, err)
	}
	for i := range entries {
		entries[i].Name, entries[i].Detail = p.outward.Text(entries[i].Name), p.outward.Text(entries[i].Detail)
	}
	if o.output == outputJSON {
		return view.LabsJSON(p.out, entries)
	}
	return view.LabsText(p.out, entries, time.Now(), view.StyleFor(p.out))
}
