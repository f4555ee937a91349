package imagearchive

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/docker/go-units"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Wanted is an image by its whole reference, and who asks for it, in words.
type Wanted struct{ Image, AskedBy string }

// Write downloads images and writes the archive, which replaces a file at that path. Until it is whole, what was downloaded is in a
// directory beside it, from which the next call goes on. It returns the bytes of the archive.
func Write(ctx context.Context, path string, images []Wanted, o Options) (int64, error) {
	o, platform, err := o.complete()
	if err != nil {
		return 0, err
	}
	all, err := resolve(ctx, images, o, platform)
	if err != nil {
		return 0, err
	}
	kept := store{path + ".part"}
	if err := kept.fetch(ctx, all, o); err != nil {
		return 0, fault.Errorf(fault.ImageDownload, "%w; what was downloaded is kept in %s, and the same command goes on from there", err, kept.dir)
	}
	size, err := kept.pack(path, all)
	if err != nil {
		return 0, fault.Errorf(fault.Output, "write %s: %w", path, err)
	}
	return size, os.RemoveAll(kept.dir)
}

// image is one that a registry has.
type image struct {
	name     string // by which it is asked for, wherever it was downloaded from
	content  v1.Image
	manifest *v1.Manifest
	digest   v1.Hash
	size     int64 // of its manifest
}

// resolve asks the registries for the manifests of all images, so that whatever is wrong is told at once, before the long downloads.
func resolve(ctx context.Context, images []Wanted, o Options, platform *v1.Platform) ([]image, error) {
	var all []image
	var failed []error
	for i, wanted := range images {
		o.Report(fmt.Sprintf("asking for image %d of %d: %s", i+1, len(images), wanted.Image))
		found, err := find(ctx, wanted.Image, o, platform)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if err != nil {
			failed = append(failed, explain(wanted, o, err))
			continue
		}
		all = append(all, found)
	}
	return all, errors.Join(failed...)
}

func find(ctx context.Context, named string, o Options, platform *v1.Platform) (found image, err error) {
	found.name = named
	source, err := name.ParseReference(o.source(named))
	if err != nil {
		return found, err
	}
	if found.content, err = remote.Image(source, o.remote(ctx, platform)...); err != nil {
		return found, err
	}
	if found.manifest, err = found.content.Manifest(); err != nil {
		return found, err
	}
	if found.digest, err = found.content.Digest(); err != nil {
		return found, err
	}
	found.size, err = found.content.Size()
	return found, err
}

// blobs are the parts of images with their sizes, each once.
func blobs(all []image) (parts []part, total int64) {
	known := map[v1.Hash]bool{}
	add := func(p part) {
		if !known[p.digest] {
			known[p.digest] = true
			parts, total = append(parts, p), total+p.size
		}
	}
	for _, i := range all {
		add(part{i.digest, i.size, inMemory(i.content.RawManifest)})
		add(part{i.manifest.Config.Digest, i.manifest.Config.Size, inMemory(i.content.RawConfigFile)})
		for _, layer := range i.manifest.Layers {
			add(part{layer.Digest, layer.Size, download(i.content, layer.Digest)})
		}
	}
	return parts, total
}

func human(bytes int64) string { return units.HumanSize(float64(bytes)) }
