package operation

import (
	"context"
	"path"
	"path/filepath"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/imagearchive"
	"github.com/kaaslab/kaaslab/internal/images"
	"github.com/kaaslab/kaaslab/spec"
)

// download has all images beside the bundle, each once, and tells the lab file of an archive for each of those who need some. Those archives
// are put together where the bundle is opened.
func (b *bundling) download(ctx context.Context, list *images.List, o imagearchive.Options) (err error) {
	needed := func(i images.Image) bool { return len(usesOf(i)) > 0 }
	wanted := Wanted(list, needed)
	if len(wanted) == 0 {
		return nil
	}
	if b.images, err = imagearchive.Download(ctx, filepath.Join(b.work, bundledBlobs), wanted, o); err != nil {
		return err
	}
	for i := range b.images {
		of := slices.IndexFunc(list.Images, func(one images.Image) bool { return one.Image == b.images[i].Name })
		b.images[i].For = usesOf(list.Images[of])
	}
	return b.nameImages()
}

// nameImages has an archive of each use that needs images, in the place of no other file.
func (b *bundling) nameImages() error {
	for _, use := range spec.ImageUses {
		if len(imagesFor(use, b.images)) == 0 {
			continue
		}
		at := archiveFor(use)
		if there, taken := b.files[at]; taken {
			return noLab(fault.CannotBundle, "the bundle has images where the lab file has %s; call that file otherwise", there)
		}
		b.imageArchives = append(b.imageArchives, spec.ImageArchive{Path: "./" + at, For: []spec.ImageUse{use}})
	}
	return nil
}

// bundledBlobs is the directory for what was downloaded of images.
const bundledBlobs = "blobs"

// archiveFor is where an opened bundle has the images of a use.
func archiveFor(use spec.ImageUse) string {
	return path.Join(carriedDir, "images", string(use)+".tar")
}

func usesOf(i images.Image) []spec.ImageUse {
	return slices.DeleteFunc(slices.Clone(spec.ImageUses), func(use spec.ImageUse) bool { return !i.Serves(use) })
}

func imagesFor(use spec.ImageUse, all []imagearchive.Image) (those []imagearchive.Image) {
	for _, i := range all {
		if slices.Contains(i.For, use) {
			those = append(those, i)
		}
	}
	return those
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
