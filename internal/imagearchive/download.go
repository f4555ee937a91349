package imagearchive

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Download has the blobs of images in a directory, each once, under its digest. What an earlier call has downloaded is not asked for again,
// and of the same images nothing at all.
func Download(ctx context.Context, dir string, images []Wanted, o Options) ([]Image, error) {
	o, platform, err := o.complete()
	if err != nil {
		return nil, err
	}
	kept, asked := store{dir}, done{Platform: o.Platform}
	for _, wanted := range images {
		asked.Wanted = append(asked.Wanted, wanted.Image)
	}
	if there, found := kept.whole(asked); found {
		return there, nil
	}
	all, err := resolve(ctx, images, o, platform)
	if err != nil {
		return nil, err
	}
	if err := kept.fetch(ctx, all, o); err != nil {
		return nil, fault.Errorf(fault.ImageDownload, "%w; what was downloaded is kept in %s, and the same command goes on from there", err, dir)
	}
	for _, i := range all {
		asked.Images = append(asked.Images, i.Image)
	}
	return asked.Images, fault.Wrap(fault.Output, kept.remember(asked))
}

// done is what a directory says of itself when all of its images are there.
type done struct {
	Platform string   `json:"platform"`
	Wanted   []string `json:"wanted"`
	Images   []Image  `json:"images"`
}

func (s store) done() string { return filepath.Join(s.dir, "images.done") }

func (s store) remember(d done) error {
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return os.WriteFile(s.done(), text, 0o600)
}

// whole are the images of an earlier download that was of the same, and is not damaged since.
func (s store) whole(asked done) ([]Image, bool) {
	var there done
	text, err := os.ReadFile(s.done())
	if err != nil || json.Unmarshal(text, &there) != nil || there.Platform != asked.Platform || !slices.Equal(there.Wanted, asked.Wanted) {
		return nil, false
	}
	images, err := opener(s.open).images(there.Images)
	if err != nil {
		return nil, false
	}
	parts, _ := blobs(images, opener(s.open).partOf)
	return there.Images, !slices.ContainsFunc(parts, func(p part) bool { return !s.has(p) })
}

// download gets a blob of an image from its registry.
func (i image) download(d v1.Descriptor) part {
	return part{d.Digest, d.Size, func() (io.ReadCloser, error) {
		switch d.Digest {
		case i.Manifest.Digest:
			return inMemory(i.content.RawManifest())
		case i.manifest.Config.Digest:
			return inMemory(i.content.RawConfigFile())
		}
		layer, err := i.content.LayerByDigest(d.Digest)
		if err != nil {
			return nil, err
		}
		return layer.Compressed()
	}}
}

func inMemory(content []byte, err error) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(content)), err
}
