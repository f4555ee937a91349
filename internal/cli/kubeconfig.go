package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/spec"
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
			return p.fromLab(o.lab.known(), clusterNames)(cmd, args, word)
		},
	}
	labFlags(cmd, &o.lab)
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
	if cluster == "" {
		cluster = s.Spec.ManagementCluster.Name
	}
	path, content, err := s.kubeconfig(cluster)
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

// kubeconfig reads a cluster's file. One that is there counts, even if the lab file has forgotten the cluster.
func (s *session) kubeconfig(cluster string) (path string, content []byte, err error) {
	if filepath.Base(cluster) != cluster {
		return "", nil, s.noCluster(cluster)
	}
	path = s.Dir.Kubeconfig(cluster)
	content, err = os.ReadFile(path)
	switch {
	case !errors.Is(err, fs.ErrNotExist):
		return path, content, fault.Wrap(fault.StateFiles, err)
	case !slices.Contains(s.clusterNames(), cluster):
		return "", nil, s.noCluster(cluster)
	}
	return "", nil, fault.Errorf(fault.NoKubeconfig, "cluster %q has no kubeconfig yet; run %s", cluster, s.command("apply", s.File))
}

func (s *session) clusterNames() []string { return clusterNames(s.Spec) }

// noCluster proposes the name that was meant.
func (s *session) noCluster(name string) error {
	known := s.clusterNames()
	if meant := spec.NearMiss(name, known); meant != "" {
		return fault.Errorf(fault.UnknownCluster, "lab %q has no cluster %q; did you mean %s?", s.Spec.Name, name, meant)
	}
	return fault.Errorf(fault.UnknownCluster, "lab %q has no cluster %q; it has %s", s.Spec.Name, name, words.Some(known, mostKnown))
}

// mostKnown keeps an error readable when the lab has a thousand clusters.
const mostKnown = 10
