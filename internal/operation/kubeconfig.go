package operation

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Kubeconfig reads the file of a cluster, or of the management cluster where none is named. One that is there counts, even if the
// lab file has forgotten the cluster.
func (l *Lab) Kubeconfig(cluster string) (path string, content []byte, err error) {
	cluster = cmp.Or(cluster, l.Spec.ManagementCluster.Name)
	if filepath.Base(cluster) != cluster {
		return "", nil, l.NoCluster(cluster)
	}
	path = l.Dir.Kubeconfig(cluster)
	content, err = os.ReadFile(path)
	switch {
	case !errors.Is(err, fs.ErrNotExist):
		return path, content, fault.Wrap(fault.StateFiles, err)
	case !slices.Contains(ClusterNames(l.Spec), cluster):
		return "", nil, l.NoCluster(cluster)
	}
	return "", nil, fault.Errorf(fault.NoKubeconfig, "cluster %q has no kubeconfig yet; run %s", cluster, l.command("apply"))
}

// KubeconfigFile is the path of a cluster's kubeconfig, or nothing where there is none.
func (l *Lab) KubeconfigFile(cluster string) string {
	if path := l.Dir.Kubeconfig(cluster); statedir.IsThere(path) {
		return path
	}
	return ""
}

// ClusterNames are the clusters that get a kubeconfig.
func ClusterNames(lab *spec.Lab) []string {
	var names []string
	for _, r := range planner.DesiredOf(lab, planner.KindKubeconfig) {
		names = append(names, r.ID.Name)
	}
	return names
}

// MostNamed keeps an error readable when the lab has a thousand clusters.
const MostNamed = 10

// NoCluster is the error of a name that is that of no cluster of the lab. It proposes the one that was meant.
func (l *Lab) NoCluster(name string) error {
	known := ClusterNames(l.Spec)
	if meant := spec.NearMiss(name, known); meant != "" {
		return fault.Errorf(fault.UnknownCluster, "lab %q has no cluster %q; did you mean %s?", l.Spec.Name, name, meant)
	}
	return fault.Errorf(fault.UnknownCluster, "lab %q has no cluster %q; it has %s", l.Spec.Name, name, words.Some(known, MostNamed))
}
