package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/executor/injection"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/operation"
	"github.com/kaaslab/kaaslab/internal/printable"
)

type breakOptions struct {
	file   string
	output string
	last   time.Duration
	slow   time.Duration
	image  bool
	list   bool
	heal   bool
}

func newBreak(p *program) *cobra.Command {
	o := &breakOptions{output: outputText}
	cmd := &cobra.Command{
		Use:   "break [cluster] [node NAME | pod NAMESPACE/NAME | api]",
		Short: "Break a simulated cluster on purpose",
		Long: "Break something of a simulated cluster, to see what comes of it: a node is not ready, the containers of a pod crash or\n" +
			"have no image, an API server cannot be reached or is slow. It stays so, also when kaaslab or the lab is started\n" +
			"again, until --for is over, or it is healed, or what was broken is gone.",
		Example: "  kaaslab break workload-01 node workload-01-md-0-abcde --for 2m\n" +
			"  kaaslab break workload-01 pod default/web-0 --image\n" +
			"  kaaslab break workload-01 api --slow 2s\n" +
			"  kaaslab break --list\n" +
			"  kaaslab break workload-01 --heal",
		Args:              cobra.MaximumNArgs(3),
		RunE:              func(cmd *cobra.Command, args []string) error { return runBreak(cmd.Context(), p, o, args) },
		ValidArgsFunction: p.completeBreak(o),
	}
	fileFlag(cmd, &o.file)
	outputFlag(cmd, &o.output, outputText, outputJSON)
	cmd.Flags().DurationVar(&o.last, "for", 0, "heal it after this time, such as 30s; without, it stays broken until it is healed")
	cmd.Flags().DurationVar(&o.slow, "slow", 0, "an API server answers after this time, such as 2s, instead of never")
	cmd.Flags().BoolVar(&o.image, "image", false, "the image of a pod is missing; without, its containers crash")
	cmd.Flags().BoolVar(&o.list, "list", false, "show what is broken on purpose")
	cmd.Flags().BoolVar(&o.heal, "heal", false, "heal what is named, or everything of the cluster, or of the lab")
	cmd.MarkFlagsMutuallyExclusive("list", "heal")
	return cmd
}

// completeBreak completes the clusters that can be broken, and then what of them.
func (p *program) completeBreak(o *breakOptions) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		switch len(args) {
		case 0:
			return p.fromLab(&o.file, operation.Breakable)(cmd, args, word)
		case 1:
			return injection.Targets, cobra.ShellCompDirectiveNoFileComp
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}

func runBreak(ctx context.Context, p *program, o *breakOptions, args []string) error {
	s, err := p.open(o.file)
	if err != nil {
		return err
	}
	request, err := o.request(args, time.Now())
	if err != nil {
		return err
	}
	if request.cluster != "" {
		if err := s.MayBreak(request.cluster); err != nil {
			return err
		}
	}
	stop, _, release := p.signals(ctx)
	defer release()
	switch {
	case o.list:
		err = s.listFaults(stop, o.output, request)
	case o.heal:
		err = s.healFaults(stop, request)
	default:
		err = s.putFault(stop, request)
	}
	return ended(stop, fault.Wrap(fault.KubernetesRequest, err))
}

func (s *session) putFault(ctx context.Context, r breakRequest) error {
	if err := s.Break(ctx, r.cluster, r.fault); err != nil {
		return err
	}
	_, err := fmt.Fprintf(s.out, "%s: %s; %s heals it\n", r.cluster, printable.Text(r.fault.String()), s.command("break", s.File)+" "+r.cluster+" --heal")
	return err
}

func (s *session) healFaults(ctx context.Context, r breakRequest) error {
	healed, err := s.Heal(ctx, r.cluster, r.means)
	for _, p := range healed {
		fmt.Fprintf(s.out, "%s: healed %s\n", p.Cluster, printable.Text(p.On()))
	}
	if err == nil && len(healed) == 0 {
		fmt.Fprintln(s.out, "Nothing to heal.")
	}
	return err
}

func (s *session) listFaults(ctx context.Context, output string, r breakRequest) error {
	places, err := s.Faults(ctx, r.cluster, r.means)
	if err != nil {
		return err
	}
	if output == outputJSON {
		return faultsJSON(s.out, places)
	}
	var text strings.Builder
	for _, p := range places {
		fmt.Fprintln(&text, printable.Text(p.String()))
	}
	if len(places) == 0 {
		fmt.Fprintln(&text, "Nothing is broken on purpose.")
	}
	_, err = fmt.Fprint(s.out, text.String())
	return err
}
