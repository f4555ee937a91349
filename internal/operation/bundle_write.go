package operation

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/kaaslab/kaaslab/internal/version"
)

// Bundle is what the first entry of a bundle says about the rest.
type Bundle struct {
	Format  int            `json:"format"`
	Lab     string         `json:"lab"`
	Version string         `json:"version"` // of the kaaslab that has written it
	Files   []ArchivedFile `json:"files"`
}

// write puts the bundle beside its place, and there when it is whole. It may hold passwords that the lab file names files of.
func (b *bundling) write(file string) (int64, error) {
	bundle := Bundle{Format: BundleFormat, Lab: b.Spec.Name, Version: version.Number}
	for _, name := range slices.Sorted(maps.Keys(b.files)) {
		f, err := archived(name, b.files[name])
		if err != nil {
			return 0, err
		}
		bundle.Files = append(bundle.Files, f)
	}
	temporary := file + ".new"
	into, err := os.OpenFile(temporary, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return 0, err
	}
	defer os.Remove(temporary)
	if err := errors.Join(bundle.write(into), into.Close()); err != nil {
		return 0, err
	}
	info, err := os.Stat(temporary)
	if err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(temporary, file)
}

func (b Bundle) write(into io.Writer) error {
	text, err := json.Marshal(b)
	if err != nil {
		return err
	}
	all := tar.NewWriter(into)
	if err := all.WriteHeader(&tar.Header{Name: bundleContents, Mode: 0o600, Size: int64(len(text))}); err != nil {
		return err
	}
	if _, err := all.Write(text); err != nil {
		return err
	}
	for _, f := range b.Files {
		if err := addFile(all, f); err != nil {
			return err
		}
	}
	return all.Close()
}
