package imagearchive

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Opened is a layout in an archive. Its blobs are read where they are in the file, each checked against its digest and size.
type Opened struct {
	// Index is the text of its index, which has the digest of all else.
	Index []byte
	// Images in the order of the index.
	Images []Image
	// Artifact is the one of the type that was asked for.
	Artifact Artifact

	blobs  map[v1.Hash]*io.SectionReader
	unread map[v1.Hash]bool
}

// Open reads what is in an archive that Layout.Write has written, with an artifact of a type. The file stays open for the rest.
func Open(file *os.File, artifactType string) (*Opened, error) {
	o := &Opened{blobs: map[v1.Hash]*io.SectionReader{}, unread: map[v1.Hash]bool{}}
	if err := o.scan(file); err != nil {
		return nil, err
	}
	var index v1.IndexManifest
	if err := json.Unmarshal(o.Index, &index); err != nil {
		return nil, fault.Errorf(fault.DamagedArchive, "its %s: %w", ofLayout, err)
	}
	for _, entry := range index.Manifests {
		if entry.ArtifactType == "" {
			o.Images = append(o.Images, imageOf(entry))
			continue
		}
		if entry.ArtifactType != artifactType || o.Artifact.Type != "" {
			return nil, fault.Errorf(fault.DamagedArchive, "its %s has an artifact %q too many", ofLayout, entry.ArtifactType)
		}
		var err error
		if o.Artifact, err = opener(o.open).artifact(entry); err != nil {
			return nil, err
		}
	}
	if o.Artifact.Type == "" {
		return nil, fault.Errorf(fault.DamagedArchive, "its %s has no artifact %s", ofLayout, artifactType)
	}
	return o, nil
}

// scan finds where in the file everything is.
func (o *Opened) scan(file *os.File) error {
	all := tar.NewReader(file) // reads headers alone, and no further
	for {
		header, err := all.Next()
		switch {
		case errors.Is(err, io.EOF) && o.Index == nil:
			return fault.Errorf(fault.DamagedArchive, "it has no %s", ofLayout)
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fault.Errorf(fault.DamagedArchive, "it is no OCI image layout in a tar: %w", err)
		}
		at, err := file.Seek(0, io.SeekCurrent)
		if err == nil {
			err = o.entry(header, io.NewSectionReader(file, at, header.Size))
		}
		if err != nil {
			return err
		}
	}
}

// entry keeps one of the archive, which is there once.
func (o *Opened) entry(header *tar.Header, content *io.SectionReader) (err error) {
	name := path.Clean(header.Name)
	digest, isBlob := digestOfBlob(name)
	switch {
	case header.Typeflag == tar.TypeDir || name == ocispec.ImageLayoutFile:
		return nil
	case header.Typeflag == tar.TypeReg && isBlob && o.blobs[digest] == nil:
		o.blobs[digest], o.unread[digest] = content, true
		return nil
	case header.Typeflag == tar.TypeReg && name == ofLayout && o.Index == nil && header.Size <= mostIndex:
		o.Index, err = io.ReadAll(content)
		return fault.Wrap(fault.DamagedArchive, err)
	}
	return fault.Errorf(fault.DamagedArchive, "%q does not belong there", header.Name)
}

func digestOfBlob(name string) (v1.Hash, bool) {
	hex, is := strings.CutPrefix(name, "blobs/sha256/")
	digest, err := v1.NewHash("sha256:" + hex)
	return digest, is && err == nil
}

func (o *Opened) open(digest v1.Hash) (io.ReadCloser, error) {
	content, there := o.blobs[digest]
	if !there {
		return nil, fault.Errorf(fault.DamagedArchive, "blob %s is missing", digest)
	}
	delete(o.unread, digest)
	return io.NopCloser(io.NewSectionReader(content, 0, content.Size())), nil
}

// Extract writes a file of the artifact, which is not there yet.
func (o *Opened) Extract(f File, path string) error {
	into, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(opener(o.open).part(f.blob).wholeTo(into), into.Close())
}

// Pack writes an archive of some of the images, as Write does.
func (o *Opened) Pack(path string, images []Image) error {
	_, err := opener(o.open).pack(path, images)
	return err
}

// NothingElse fails when the archive has a blob that was not read: then it is of nothing that the archive has.
func (o *Opened) NothingElse() error {
	for digest := range o.unread {
		return fault.Errorf(fault.DamagedArchive, "blob %s belongs to nothing in it", digest)
	}
	return nil
}
