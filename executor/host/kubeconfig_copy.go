package host

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
)

// nothing is a kubeconfig that leads nowhere.
const nothing = "apiVersion: v1\nkind: Config\n"

// EmptyKubeconfigs takes what leads to the clusters of another lab out of the files of its copy. They stay, and are written anew when
// the copy starts. Management is the copy's management cluster.
func EmptyKubeconfigs(dir statedir.Dir, management planner.ID) error {
	paths, err := filepath.Glob(filepath.Join(dir.Kubeconfigs(), "*"+suffix))
	if err != nil {
		return fault.Wrap(fault.StateFiles, err)
	}
	for _, path := range paths {
		if err := emptyKubeconfig(dir, path, management); err != nil {
			return fault.Wrap(fault.StateFiles, err)
		}
	}
	return nil
}

func emptyKubeconfig(dir statedir.Dir, path string, management planner.ID) error {
	content, readErr := os.ReadFile(path)
	if err := errors.Join(readErr, os.Remove(path)); err != nil {
		return err
	}
	rec, _, _ := splitRecord(content)
	cluster, known := planner.ParseID(rec.Cluster)
	if !known {
		return nil // somebody else's file, which an apply would have replaced
	}
	if cluster.Kind == planner.KindManagementCluster {
		cluster = management
	}
	text, err := withRecord(record{Lab: dir.Lab(), Cluster: cluster.String()}, []byte(nothing))
	if err != nil {
		return err
	}
	return dir.WriteFile(dir.Kubeconfig(planner.KubeconfigResource(cluster).ID.Name), text, perm)
}
