package operation

import (
	"context"
	"os"
	"path"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/imagearchive"
	"github.com/kaaslab/kaaslab/internal/images"
	"github.com/kaaslab/kaaslab/spec"
)

// archives downloads images, each into the archive of those who need it.
func (b *bundling) archives(ctx context.Context, list *images.List, o imagearchive.Options) error {
	for _, use := range spec.ImageUses {
		wanted := Wanted(list, func(i images.Image) bool { return i.Serves(use) })
		if len(wanted) == 0 {
			continue
		}
		name := path.Join(carriedDir, "images", string(use)+".tar")
		at := filepath.Join(b.work, filepath.FromSlash(name))
		if err := downloadImages(ctx, at, wanted, o); err != nil {
			return err
		}
		b.files[name], b.images = at, b.images+len(wanted)
		b.imageArchives = append(b.imageArchives, spec.ImageArchive{Path: "./" + name, For: []spec.ImageUse{use}})
	}
	return nil
}

// downloadImages leaves alone what an earlier try has downloaded of the same images.
func downloadImages(ctx context.Context, at string, wanted []imagearchive.Wanted, o imagearchive.Options) error {
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		return fault.Wrap(fault.Output, err)
	}
	list := o.Platform + "\n"
	for _, image := range wanted {
		list += image.Image + "\n"
	}
	done := at + ".done"
	if there, err := os.ReadFile(done); err == nil && string(there) == list {
		return nil
	}
	if _, err := imagearchive.Write(ctx, at, wanted, o); err != nil {
		return err
	}
	return fault.Wrap(fault.Output, os.WriteFile(done, []byte(list), 0o600))
}

// Wanted are the images of a list that are pulled and known, of those that a caller picks.
func Wanted(list *images.List, picks func(images.Image) bool) []imagearchive.Wanted {
	var wanted []imagearchive.Wanted
	for _, image := range list.Images {
		if image.Pulled && !image.Unknown && picks(image) {
			by := image.AskedBy[0]
			wanted = append(wanted, imagearchive.Wanted{Image: image.Image, AskedBy: by.Resource + " (" + by.From + ")"})
		}
	}
	return wanted
}
