package imagearchive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// part is a blob, and how to get it.
type part struct {
	digest v1.Hash
	size   int64
	open   func() (io.ReadCloser, error)
}

// copyTo reports whether the blob is what its digest and size say.
func (p part) copyTo(into io.Writer) (whole bool, err error) {
	from, err := p.open()
	if err != nil {
		return false, err
	}
	defer from.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(into, sum), io.LimitReader(from, p.size))
	if err != nil {
		return false, err
	}
	more, _ := io.CopyN(io.Discard, from, 1)
	return n == p.size && more == 0 && hex.EncodeToString(sum.Sum(nil)) == p.digest.Hex, nil
}

// wholeTo fails on a blob that is not what its digest and size say.
func (p part) wholeTo(into io.Writer) error {
	switch whole, err := p.copyTo(into); {
	case err != nil:
		return err
	case !whole:
		return fault.Errorf(fault.DamagedArchive, "blob %s is not what its digest says", p.digest)
	}
	return nil
}

// text reads a blob that is a document.
func (p part) text() ([]byte, error) {
	if p.size > mostIndex {
		return nil, fault.Errorf(fault.DamagedArchive, "document %s has %d bytes", p.digest, p.size)
	}
	var text bytes.Buffer
	err := p.wholeTo(&text)
	return text.Bytes(), err
}

// opener opens blobs by their digests: those of a directory, or of an archive.
type opener func(v1.Hash) (io.ReadCloser, error)

func (o opener) part(d v1.Descriptor) part {
	return part{d.Digest, d.Size, func() (io.ReadCloser, error) { return o(d.Digest) }}
}

func (o opener) partOf(_ image, d v1.Descriptor) part { return o.part(d) }

// images reads the manifests of images.
func (o opener) images(all []Image) ([]image, error) {
	var read []image
	for _, i := range all {
		text, err := o.part(i.Manifest).text()
		if err != nil {
			return nil, err
		}
		manifest, err := v1.ParseManifest(bytes.NewReader(text))
		if err != nil {
			return nil, fault.Errorf(fault.DamagedArchive, "manifest of image %s: %w", i.Name, err)
		}
		read = append(read, image{Image: i, manifest: manifest})
	}
	return read, nil
}

// blobs are the parts of images with their sizes, each once.
func blobs(all []image, get func(image, v1.Descriptor) part) (parts []part, total int64) {
	for _, i := range all {
		for _, d := range append([]v1.Descriptor{i.Manifest, i.manifest.Config}, i.manifest.Layers...) {
			parts = append(parts, get(i, d))
		}
	}
	parts = once(parts)
	for _, p := range parts {
		total += p.size
	}
	return parts, total
}

// once leaves out what is there already.
func once(parts []part) []part {
	known := map[v1.Hash]bool{}
	return slices.DeleteFunc(parts, func(p part) bool {
		before := known[p.digest]
		known[p.digest] = true
		return before
	})
}
