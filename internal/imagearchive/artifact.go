package imagearchive

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"os"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// Artifact is what a layout has other than images.
type Artifact struct {
	// Type is its media type.
	Type string
	// Name by which tools find it in the layout.
	Name string
	// Annotations are those of its entry in the index.
	Annotations map[string]string
	// Files in the order in which they are in its manifest.
	Files []File
}

// File is one of an artifact.
type File struct {
	// Title is its path, with slashes.
	Title string
	// MediaType says what is in it.
	MediaType string
	// At is where it is, for an artifact that is written.
	At string

	blob v1.Descriptor
}

// artifactManifest is one of OCI 1.1: its configuration is empty, and its type is in a field of its own.
type artifactManifest struct {
	v1.Manifest
	ArtifactType string `json:"artifactType"`
}

// parts are the blobs of an artifact, and its entry in the index.
func (a Artifact) parts() (entry v1.Descriptor, parts []part, err error) {
	config, configuration := described(ocispec.DescriptorEmptyJSON.Data, ocispec.MediaTypeEmptyJSON)
	config.Data = ocispec.DescriptorEmptyJSON.Data
	manifest := artifactManifest{v1.Manifest{SchemaVersion: 2, MediaType: types.OCIManifestSchema1, Config: config}, a.Type}
	parts = append(parts, configuration)
	for _, file := range a.Files {
		layer, content, err := file.part()
		if err != nil {
			return entry, nil, err
		}
		manifest.Layers, parts = append(manifest.Layers, layer), append(parts, content)
	}
	text, err := json.Marshal(manifest)
	if err != nil {
		return entry, nil, err
	}
	entry, content := described(text, types.OCIManifestSchema1)
	entry.ArtifactType, entry.Annotations = a.Type, map[string]string{ocispec.AnnotationRefName: a.Name}
	maps.Copy(entry.Annotations, a.Annotations)
	return entry, append(parts, content), nil
}

// described is a blob that was made.
func described(content []byte, is types.MediaType) (v1.Descriptor, part) {
	digest, size, _ := v1.SHA256(bytes.NewReader(content)) // from memory, which cannot fail
	return v1.Descriptor{MediaType: is, Digest: digest, Size: size}, part{digest, size, func() (io.ReadCloser, error) { return inMemory(content, nil) }}
}

// part reads the file for its digest, and again when it is written.
func (f File) part() (v1.Descriptor, part, error) {
	file, err := os.Open(f.At)
	if err != nil {
		return v1.Descriptor{}, part{}, err
	}
	defer file.Close()
	digest, size, err := v1.SHA256(file)
	layer := v1.Descriptor{
		MediaType: types.MediaType(f.MediaType), Digest: digest, Size: size,
		Annotations: map[string]string{ocispec.AnnotationTitle: f.Title},
	}
	return layer, part{digest, size, func() (io.ReadCloser, error) { return os.Open(f.At) }}, err
}

// artifact reads what an entry of the index stands for.
func (o opener) artifact(entry v1.Descriptor) (Artifact, error) {
	a := Artifact{Type: entry.ArtifactType, Name: entry.Annotations[ocispec.AnnotationRefName], Annotations: entry.Annotations}
	text, err := o.part(entry).text()
	if err != nil {
		return a, err
	}
	var manifest artifactManifest
	if err := json.Unmarshal(text, &manifest); err != nil {
		return a, fault.Errorf(fault.DamagedArchive, "manifest of %s: %w", a.Type, err)
	}
	if config, err := o.part(manifest.Config).text(); err != nil || !bytes.Equal(config, ocispec.DescriptorEmptyJSON.Data) || manifest.ArtifactType != a.Type {
		return a, fault.Errorf(fault.DamagedArchive, "manifest %s is none of an %s", entry.Digest, a.Type)
	}
	for _, layer := range manifest.Layers {
		a.Files = append(a.Files, File{Title: layer.Annotations[ocispec.AnnotationTitle], MediaType: string(layer.MediaType), blob: layer})
	}
	return a, nil
}
