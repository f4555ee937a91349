package operation

import (
	"compress/gzip"
	"errors"
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

// SaveLab writes the lab into an archive: all that an embedded management cluster holds at one moment, with its keys, and the
// kubeconfigs. A lab that runs goes on.
func (r *Run) SaveLab(into io.Writer, same bool) error {
	if provider := r.lab.Spec.ManagementCluster.Provider; !provider.BuiltIn() {
		return refuse(fault.CannotSave, "lab %q has a management cluster of provider %s; only embedded labs can be saved", r.lab.Spec.Name, provider)
	}
	if _, err := r.observe(same); err != nil {
		return err
	}
	if !statedir.IsThere(r.lab.Dir.Embedded()) {
		return fault.Errorf(fault.NothingToStart, "lab %q has no management cluster here that could be saved; kaaslab apply makes it", r.lab.Spec.Name)
	}
	store := filepath.Join(r.lab.Dir.Path(), "store.saving")
	defer os.Remove(store)
	if err := r.lab.SaveStore(r.Stop, store); err != nil {
		return err
	}
	return fault.Wrap(fault.Output, writeArchive(into, r.lab.Dir, store))
}

// writeArchive writes what the store holds in the place of the store's own files, which change while it runs.
func writeArchive(into io.Writer, dir statedir.Dir, store string) error {
	files, err := toArchive(dir, store)
	if err != nil {
		return err
	}
	packed := gzip.NewWriter(into)
	return errors.Join(writeAnnounced(packed, dir.Lab(), files), packed.Close())
}

// saved are the parts of a lab's directory that are the lab. The rest tells of this machine and of what happened here.
func saved(path string) bool {
	name := filepath.Base(path)
	switch {
	case path == "lab.json", path == "known.json", strings.HasPrefix(path, "kubeconfigs/"):
		return true
	case !strings.HasPrefix(path, "embedded/"), strings.HasPrefix(path, "embedded/sveltos/"), strings.HasPrefix(path, "embedded/etcd/"):
		return false
	}
	return !slices.Contains([]string{"lock", "status.json"}, name) && !strings.Contains(name, ".log")
}

// storePath is where a loaded lab has what its store is to hold.
const storePath = "embedded/" + embedded.StoreFile

func toArchive(dir statedir.Dir, store string) ([]ArchivedFile, error) {
	held, err := archived(storePath, store)
	files := []ArchivedFile{held}
	if err != nil {
		return nil, fault.Wrap(fault.StateFiles, err)
	}
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
