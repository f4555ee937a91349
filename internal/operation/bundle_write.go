package operation

import (
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/kaaslab/kaaslab/internal/imagearchive"
	"github.com/kaaslab/kaaslab/internal/version"
)

// bundledType is the media type of a lab in a bundle: an artifact of OCI 1.1, each layer of which is a file.
const bundledType = "application/vnd.kaaslab.lab.v1"

// bundledFormat is raised when an earlier kaaslab could not read a bundle.
const bundledFormat = 2

// Annotations of a lab in the index of a bundle. They are there for people, but for the format.
const (
	formatAnnotation  = "kaaslab.dev/format"
	labAnnotation     = "kaaslab.dev/lab"
	versionAnnotation = "kaaslab.dev/version" // of the kaaslab that has written it
)

// write puts the bundle into its place when it is whole. It may hold passwords that the lab file names files of.
func (b *bundling) write(file string) (int64, error) {
	lab := imagearchive.Artifact{Type: bundledType, Name: "lab", Annotations: map[string]string{
		formatAnnotation: strconv.Itoa(bundledFormat), labAnnotation: b.Spec.Name, versionAnnotation: version.Number,
	}}
	for _, name := range slices.Sorted(maps.Keys(b.files)) {
		lab.Files = append(lab.Files, imagearchive.File{Title: name, MediaType: mediaTypeOf(name), At: b.files[name]})
	}
	return imagearchive.Layout{Blobs: filepath.Join(b.work, bundledBlobs), Images: b.images, Artifact: lab}.Write(file)
}

func mediaTypeOf(name string) string {
	switch path.Ext(name) {
	case ".yaml", ".yml":
		return "application/yaml"
	case ".json":
		return "application/json"
	case ".tar":
		return "application/x-tar"
	case ".tgz":
		return "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
	}
	return "application/octet-stream"
}
