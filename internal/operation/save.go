package operation

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor/management/embedded"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/statedir"
)

// SaveLab writes the lab into an archive: all that an embedded management cluster holds at one moment, while it runs, or what a stopped
// lab has on Docker, with its keys and the kubeconfigs.
func (r *Run) SaveLab(into io.Writer, same bool) error {
	if provider := r.lab.Spec.ManagementCluster.Provider; provider.Given() {
		return refuse(fault.CannotSave, "management cluster %s of lab %q was made by others; back it up by its own means", r.lab.Spec.ManagementCluster.Name, r.lab.Spec.Name)
	}
	state, err := r.observe(same)
	if err != nil {
		return err
	}
	if r.lab.Spec.ManagementCluster.Provider.OnDocker() {
		return r.saveOnDocker(into, state)
	}
	return r.saveEmbedded(into)
}

func (r *Run) saveEmbedded(into io.Writer) error {
	if !statedir.IsThere(r.lab.Dir.Embedded()) {
		return fault.Errorf(fault.NothingToStart, "lab %q has no management cluster here that could be saved; kaaslab apply makes it", r.lab.Spec.Name)
	}
	store := filepath.Join(r.lab.Dir.Path(), "store.saving")
	defer os.Remove(store)
	if err := r.lab.SaveStore(r.Stop, store); err != nil {
		return err
	}
	// What the store holds comes in the place of the store's own files, which change while it runs.
	held, err := archived(storePath, store)
	if err != nil {
		return fault.Wrap(fault.StateFiles, err)
	}
	files, err := filesOf(r.lab.Dir)
	if err != nil {
		return err
	}
	return fault.Wrap(fault.Output, writeArchive(into, Archive{Lab: r.lab.Dir.Lab(), Files: append(files, held)}, noParts))
}

// saved are the parts of a lab's directory that are the lab. The rest tells of this machine and of what happened here.
func saved(path string) bool {
	name := filepath.Base(path)
	switch {
	case path == "lab.json", path == "known.json", strings.HasPrefix(path, "kubeconfigs/"), strings.HasPrefix(path, "k3d/"):
		return true
	case !strings.HasPrefix(path, "embedded/"), strings.HasPrefix(path, "embedded/sveltos/"), strings.HasPrefix(path, "embedded/etcd/"):
		return false
	}
	return !slices.Contains([]string{"lock", "status.json"}, name) && !strings.Contains(name, ".log")
}

// storePath is where a loaded lab has what its store is to hold.
const storePath = "embedded/" + embedded.StoreFile

func filesOf(dir statedir.Dir) (files []ArchivedFile, err error) {
	err = filepath.WalkDir(dir.Path(), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		inside, err := filepath.Rel(dir.Path(), path)
		if err != nil || !saved(filepath.ToSlash(inside)) {
			return err
		}
		f, err := archived(filepath.ToSlash(inside), path)
		files = append(files, f)
		return err
	})
	return files, fault.Wrap(fault.StateFiles, err)
}
