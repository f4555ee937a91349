package operation

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
	"github.com/kaaslab/kaaslab/internal/version"
)

// ArchiveFormat is the version of the form of a saved lab. It is raised when an earlier kaaslab could not read it.
const ArchiveFormat = 2

// contents is the name of the first entry of an archive.
const contents = "kaaslab.json"

// Archive is what the first entry of a saved lab says about the rest.
type Archive struct {
	Format  int            `json:"format"`
	Lab     string         `json:"lab"`
	Version string         `json:"version"` // of the kaaslab that has written it
	Files   []ArchivedFile `json:"files"`
}

// ArchivedFile is a file of a lab's directory.
type ArchivedFile struct {
	Path   string `json:"path"` // within the directory
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`

	from string // where it is now
}

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
	text, err := json.Marshal(Archive{ArchiveFormat, dir.Lab(), version.Number, files})
	if err != nil {
		return fault.Wrap(fault.Bug, err)
	}
	packed := gzip.NewWriter(into)
	all := tar.NewWriter(packed)
	if err := all.WriteHeader(&tar.Header{Name: contents, Mode: 0o600, Size: int64(len(text))}); err != nil {
		return err
	}
	if _, err := all.Write(text); err != nil {
		return err
	}
	for _, f := range files {
		if err := addFile(all, f); err != nil {
			return err
		}
	}
	return errors.Join(all.Close(), packed.Close())
}

func addFile(into *tar.Writer, f ArchivedFile) error {
	file, err := os.Open(f.from)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := into.WriteHeader(&tar.Header{Name: f.Path, Mode: 0o600, Size: f.Size}); err != nil {
		return err
	}
	_, err = io.Copy(into, file)
	return err
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

func archived(path, from string) (ArchivedFile, error) {
	file, err := os.Open(from)
	if err != nil {
		return ArchivedFile{}, err
	}
	defer file.Close()
	sum := sha256.New()
	size, err := io.Copy(sum, file)
	return ArchivedFile{path, size, hex.EncodeToString(sum.Sum(nil)), from}, err
}
