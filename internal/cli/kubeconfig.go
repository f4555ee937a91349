package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/operation"
)

type kubeconfigOptions struct {
	lab     labOf
	path    bool
	merge   bool
	unmerge bool
}

func newKubeconfig(p *program) *cobra.Command {
	o := &kubeconfigOptions{}
	cmd := &cobra.Command{
		Use:   "kubeconfig [cluster]",
		Short: "Print a cluster's kubeconfig",
		Long: "Print the kubeconfig of the management cluster, or of the workload cluster that is named. Your own kubeconfig is\n" +
			"neither read nor written, unless you say --merge or --unmerge.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runKubeconfig(cmd.Context(), p, o, strings.Join(args, ""))
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return p.fromLab(p.known(o.lab), operation.ClusterNames)(cmd, args, word)
		},
	}
	labFlags(cmd, p, &o.lab)
	cmd.Flags().BoolVar(&o.path, "path", false, "print the path of the file instead of its content")
	cmd.Flags().BoolVar(&o.merge, "merge", false, "add the cluster to $KUBECONFIG, or ~/.kube/config; the current context stays")
	cmd.Flags().BoolVar(&o.unmerge, "unmerge", false, "remove all of the lab's clusters from there")
	cmd.MarkFlagsMutuallyExclusive("path", "merge", "unmerge")
	return cmd
}

func runKubeconfig(ctx context.Context, p *program, o *kubeconfigOptions, cluster string) error {
	s, err := p.openLab(ctx, o.lab)
	if err != nil {
		return err
	}
	if o.unmerge {
		return s.unmerge()
	}
	path, content, err := s.Kubeconfig(cluster)
	switch {
	case err != nil:
		return err
	case o.merge:
		return s.merge(content)
	case o.path:
		content = []byte(path + "\n")
	}
	_, err = s.out.Write(content)
	return err
}
