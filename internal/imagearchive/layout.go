package imagearchive

import (
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/spec"
)

// Layout is an OCI image layout of images, and of an artifact that is made of files.
type Layout struct {
	// Blobs is the directory into which the images were downloaded.
	Blobs string
	// Images are found by their whole names.
	Images []Image
	// Artifact is beside them.
	Artifact Artifact
}

// usedBy is the annotation that says what of a lab needs an image, with commas between the uses.
const usedBy = "kaaslab.dev/for"

// Write writes the layout into an archive that only its owner may read, with each blob once, and returns its bytes.
func (l Layout) Write(path string) (int64, error) {
	size, err := l.pack(path)
	if fault.Of(err) == fault.DamagedArchive {
		err = fault.Errorf(fault.Output, "something has changed while it was read (%v); run the same command again", err)
	}
	return size, err
}

func (l Layout) pack(path string) (int64, error) {
	index := v1.IndexManifest{SchemaVersion: 2, MediaType: types.OCIImageIndex}
	entry, parts, err := l.Artifact.parts()
	if err != nil {
		return 0, err
	}
	index.Manifests = append(index.Manifests, entry)
	from := opener(store{l.Blobs}.open)
	images, err := from.images(l.Images)
	if err != nil {
		return 0, err
	}
	for _, i := range l.Images {
		index.Manifests = append(index.Manifests, i.entry())
	}
	ofImages, _ := blobs(images, from.partOf)
	return pack(path, 0o600, []document{layoutVersion, {ofLayout, index}}, once(append(parts, ofImages...)))
}

// entry has the whole name in both annotations: of many images, tags alone are not told apart.
func (i Image) entry() v1.Descriptor {
	var uses []string
	for _, use := range i.For {
		uses = append(uses, string(use))
	}
	entry := i.Manifest
	entry.Annotations = map[string]string{fullName: i.Name, ocispec.AnnotationRefName: i.Name, usedBy: strings.Join(uses, ",")}
	return entry
}

// imageOf is what an entry was made of.
func imageOf(entry v1.Descriptor) Image {
	i := Image{Name: entry.Annotations[fullName], Manifest: entry}
	for use := range strings.SplitSeq(entry.Annotations[usedBy], ",") {
		i.For = append(i.For, spec.ImageUse(use))
	}
	i.Manifest.Annotations = nil
	return i
}
