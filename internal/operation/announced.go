package operation

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"

	"github.com/kaaslab/kaaslab/executor/docker/backup"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/version"
)

// announcement is the first entry of a saved lab, which announces all others.
const announcement = "kaaslab.json"

// savedFormat is raised when an earlier kaaslab could not read a saved lab.
const savedFormat = 3

// Archive is what that entry says about the rest.
type Archive struct {
	Format  int            `json:"format"`
	Lab     string         `json:"lab"`
	Version string         `json:"version"` // of the kaaslab that has written it
	Files   []ArchivedFile `json:"files"`
	// Docker is what the lab has on Docker, whose parts follow the files.
	Docker *backup.Contents `json:"docker,omitempty"`
}

// ArchivedFile is a file of an archive.
type ArchivedFile struct {
	Path   string `json:"path"` // within the directory
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`

	from string // where it is now
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

// writeArchive writes an archive, compressed, with the parts that follow its files.
func writeArchive(into io.Writer, archive Archive, parts func(backup.Sink) error) error {
	packed, err := zstd.NewWriter(into)
	if err != nil {
		return fault.Wrap(fault.Bug, err)
	}
	all := tar.NewWriter(packed)
	archive.Format, archive.Version = savedFormat, version.Number
	if err = writeAnnounced(all, archive); err == nil {
		err = parts(partSink{all})
	}
	if err == nil {
		err = all.Close()
	}
	return errors.Join(err, packed.Close())
}

// noParts is for a lab that is files alone.
func noParts(backup.Sink) error { return nil }

func writeAnnounced(all *tar.Writer, archive Archive) error {
	text, err := json.Marshal(archive)
	if err != nil {
		return fault.Wrap(fault.Bug, err)
	}
	if err := addEntry(all, announcement, text); err != nil {
		return err
	}
	for _, file := range archive.Files {
		if err := addFile(all, file); err != nil {
			return err
		}
	}
	return nil
}

func addEntry(all *tar.Writer, name string, content []byte) error {
	if err := all.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content))}); err != nil {
		return err
	}
	_, err := all.Write(content)
	return err
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

// mostContents bounds what is read before anything is known of the archive.
const mostContents = 16 << 20

// announced reads the first entry.
func announced(all *tar.Reader) (archive Archive, err error) {
	switch header, err := all.Next(); {
	case errors.Is(err, zstd.ErrMagicMismatch):
		return archive, damaged("it is not compressed as one, with zstd; if an earlier kaaslab has written it, load it with that one")
	case err != nil || header.Name != announcement:
		return archive, damaged("it does not begin with %s", announcement)
	}
	text, err := io.ReadAll(io.LimitReader(all, mostContents))
	if err == nil {
		err = json.Unmarshal(text, &archive)
	}
	if err != nil {
		return archive, damaged("%s: %w", announcement, err)
	}
	if archive.Format != savedFormat {
		return archive, damaged("it has format %d, and this kaaslab reads format %d; use the kaaslab that has written it, %q", archive.Format, savedFormat, archive.Version)
	}
	return archive, nil
}

// unpackAnnounced hands over exactly the files that the archive announces, of paths that are saved.
func unpackAnnounced(all *tar.Reader, archive Archive, write func(ArchivedFile) error) error {
	for _, file := range archive.Files {
		header, err := all.Next()
		if err != nil || header.Name != file.Path {
			return damaged("%s is missing", file.Path)
		}
		if !filepath.IsLocal(file.Path) || !saved(file.Path) || filepath.ToSlash(filepath.Clean(file.Path)) != file.Path {
			return damaged("%q is no file of a lab", file.Path)
		}
		if err := write(file); err != nil {
			return err
		}
	}
	return nil
}

// writeTo writes the file, which only its owner may read, and reports whether it is what the archive announces.
func (f ArchivedFile) writeTo(path string, from io.Reader) (whole bool, err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false, fault.Wrap(fault.StateFiles, err)
	}
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(file, sum), io.LimitReader(from, f.Size+1))
	cut := errors.Is(err, io.ErrUnexpectedEOF)
	if err := errors.Join(err, file.Close()); err != nil && !cut {
		return false, err
	}
	return size == f.Size && hex.EncodeToString(sum.Sum(nil)) == f.SHA256, nil
}
