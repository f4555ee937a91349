package imageset

import (
	"embed"
	"io/fs"
	"os"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// files are what images and charts hold that is neither built nor of Debian.
//
//go:embed all:files
var files embed.FS

// filesLayer holds the files of one image, and what more adds.
func (b *builder) filesLayer(name string, more func(*oci.Tree) error) (oci.Layer, error) {
	own, err := fs.Sub(files, "files/"+name)
	if err != nil {
		return oci.Layer{}, err
	}
	sources, err := hashTree(own)
	if err != nil {
		return oci.Layer{}, err
	}
	return b.cache.layer(name+"-files-"+key(sources, masked), func(tree *oci.Tree) error {
		if err := tree.FS("/", own); err != nil || more == nil {
			return err
		}
		return more(tree)
	})
}

// archiveLayer holds images as one file.
func (b *builder) archiveLayer(name, path string, images []oci.Image) (oci.Layer, error) {
	var ids []any
	for _, image := range images {
		id, err := image.ID()
		if err != nil {
			return oci.Layer{}, err
		}
		ids = append(ids, image.Ref, id)
	}
	return b.cache.layer(name+"-"+key(path, key(ids...)), func(tree *oci.Tree) error {
		// A tar file needs the size of what it holds before it holds it.
		archive, err := os.CreateTemp(b.cache.dir, "archive-")
		if err != nil {
			return err
		}
		defer os.Remove(archive.Name())
		if err := oci.WriteArchive(archive, images); err != nil {
			return err
		}
		if err := archive.Close(); err != nil {
			return err
		}
		return tree.Copy(path, 0o644, archive.Name())
	})
}
