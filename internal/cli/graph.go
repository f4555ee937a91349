package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/cli/graph"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
)

type graphOptions struct {
	file   string
	output string
	plan   bool
}

// The formats of a picture.
var pictures = map[string]func(io.Writer, graph.Graph) error{
	"mermaid": graph.Mermaid, "dot": graph.Dot, "svg": graph.SVG,
}

func newGraph(p *program) *cobra.Command {
	o := &graphOptions{output: "mermaid"}
	cmd := &cobra.Command{
		Use:   "graph",
		Short: "Draw the lab or its plan",
		Long: "Draw what the lab file describes: the management cluster, the network, the workload clusters, and which of them\n" +
			"each add-on profile selects. With --plan, draw the steps that apply would take and what each waits for; a need\n" +
			"that follows from others is left out. A fleet is one box. Nothing is written but the picture.",
		Example: "  kaaslab graph -o svg > lab.svg\n  kaaslab graph --plan -o dot | dot -Tpng > plan.png",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runGraph(cmd.Context(), p, o) },
	}
	fileFlag(cmd, &o.file)
	outputFlag(cmd, &o.output, "mermaid", "dot", "svg")
	cmd.Flags().BoolVar(&o.plan, "plan", false, "draw the plan instead of the lab")
	return cmd
}

func runGraph(ctx context.Context, p *program, o *graphOptions) error {
	s, err := p.open(o.file)
	if err != nil {
		return err
	}
	picture := graph.OfLab(s.outward.Lab(s.Spec))
	if o.plan {
		stop, _, release := p.signals(ctx)
		defer release()
		plan, err := s.Plan(stop, operation.PlanOptions{})
		if err != nil {
			return ended(stop, err)
		}
		picture = graph.OfPlan(s.outward.Plan(plan))
	}
	if err := pictures[o.output](s.out, picture); err != nil {
		return fault.Errorf(fault.Output, "write the picture: %w", err)
	}
	return nil
}
