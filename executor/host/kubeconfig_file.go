package host

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/kaaslab/kaaslab/planner"
)

const suffix = ".kubeconfig"

// file is a kubeconfig file as it was found.
type file struct {
	cluster planner.ID
	record  record
	problem string // why the file is bad whatever the cluster says
}

// list reads the directory. Everything in it is the lab's: nobody else writes there.
func (k *Kubeconfigs) list(want planner.Wanted) ([]file, error) {
	entries, err := os.ReadDir(k.dir.Kubeconfigs())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the kubeconfig files: %w", err)
	}
	var files []file
	for _, entry := range entries {
		name, isKubeconfig := strings.CutSuffix(entry.Name(), suffix)
		if !isKubeconfig || strings.HasPrefix(name, ".") {
			continue // a file that is being written
		}
		f, err := k.read(name, entry)
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed since the directory was read
		}
		if err != nil {
			return nil, fmt.Errorf("read a kubeconfig file: %w", err)
		}
		if f.cluster == (planner.ID{}) {
			f.cluster = clusterNamed(want, name)
		}
		files = append(files, f)
	}
	return files, nil
}

// read looks at the mode before the content: a file that its owner cannot read is one to write anew, not an error.
func (k *Kubeconfigs) read(name string, entry fs.DirEntry) (file, error) {
	info, err := entry.Info()
	if err != nil {
		return file{}, err
	}
	f := file{}
	if info.Mode() != perm {
		f.problem = fmt.Sprintf("mode is %04o", info.Mode().Perm())
	}
	content, err := os.ReadFile(filepath.Join(k.dir.Kubeconfigs(), entry.Name()))
	if errors.Is(err, fs.ErrPermission) {
		return f, nil
	}
	if err != nil {
		return file{}, err
	}
	return f.parse(name, content), nil
}

func (f file) parse(name string, content []byte) file {
	rec, body, err := splitRecord(content)
	cluster, known := planner.ParseID(rec.Cluster)
	switch {
	case err != nil || !known || planner.KubeconfigResource(cluster).ID.Name != name:
		f.problem = "was not written by kaaslab"
		return f
	case rec.Digest != digest(body) && f.problem == "":
		f.problem = "was edited"
	}
	f.cluster, f.record = cluster, rec
	return f
}

// clusterNamed guesses whose file it is when the file does not say.
func clusterNamed(want planner.Wanted, name string) planner.ID {
	of := planner.AttrsOf[planner.Kubeconfig](want, planner.ID{Kind: planner.KindKubeconfig, Name: name}).Cluster
	return cmp.Or(of, planner.ID{Kind: planner.KindWorkloadCluster, Name: name})
}
