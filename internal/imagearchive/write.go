package imagearchive

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// Wanted is an image by its whole reference, and who asks for it, in words.
type Wanted struct{ Image, AskedBy string }

// Image is one of an archive.
type Image struct {
	// Name by which it is asked for, wherever it was downloaded from.
	Name string `json:"name"`
	// For are the uses of a lab that need it. The archive of one use does not say so.
	For []spec.ImageUse `json:"-"`
	// Manifest says where that is.
	Manifest v1.Descriptor `json:"manifest"`
}

// Write downloads images and writes the archive, which replaces a file at that path. Until it is whole, what was downloaded is in a
// directory beside it, from which the next call goes on. It returns the bytes of the archive.
func Write(ctx context.Context, path string, images []Wanted, o Options) (int64, error) {
	kept := store{path + ".part"}
	all, err := Download(ctx, kept.dir, images, o)
	if err != nil {
		return 0, err
	}
	size, err := opener(kept.open).pack(path, all)
	if err != nil {
		return 0, fault.Errorf(fault.Output, "write %s: %w", path, err)
	}
	return size, os.RemoveAll(kept.dir)
}

// image is one with its manifest, and how to get its parts where it is in a registry.
type image struct {
	Image
	content  v1.Image
	manifest *v1.Manifest
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
	found.Name = named
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
	described, err := partial.Descriptor(found.content)
	if err == nil {
		found.Manifest = v1.Descriptor{MediaType: described.MediaType, Digest: described.Digest, Size: described.Size}
	}
	return found, err
}
