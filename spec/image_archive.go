package spec

import (
	"path/filepath"
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// ImageArchive is a file with images, which machines have before a registry is asked for them.
type ImageArchive struct {
	// The file, relative to the lab file: an archive as `kaaslab images --save`, `docker save` and `ctr images export` write it, not compressed.
	Path string `json:"path" jsonschema:"required,minLength=1,maxLength=4096,pattern=(^|/)[A-Za-z0-9][A-Za-z0-9._-]*$,example=./images.tar" meaning:"the file has a name of letters, digits, '.', '-' and '_'"`
	// Who gets the images: the Docker host, of which containers are made, nodes of the management cluster, and machines of workload clusters. All of them without this key.
	For []ImageUse `json:"for,omitempty" jsonschema:"enum=docker,enum=managementCluster,enum=workloadClusters,maxItems=3,example=workloadClusters"`
}

// ImageUse is what an archive of images is for.
type ImageUse string

// Uses of an archive of images.
const (
	ImagesForDocker     ImageUse = "docker"
	ImagesForManagement ImageUse = "managementCluster"
	ImagesForWorkload   ImageUse = "workloadClusters"
)

// ImageUses are all of them, in the order in which a lab needs them.
var ImageUses = []ImageUse{ImagesForDocker, ImagesForManagement, ImagesForWorkload}

// Serves reports whether an archive is for that.
func (a ImageArchive) Serves(use ImageUse) bool {
	return len(a.For) == 0 || slices.Contains(a.For, use)
}

// Name tells an archive from the others of a lab.
func (a ImageArchive) Name() string { return filepath.Base(a.Path) }

// checkImageArchives judges what can be known without reading the archives, which are large.
func (r *reader) checkImageArchives(lab *Lab) {
	at := key("imageArchives")
	if !lab.UsesDocker() && r.has(at) {
		r.warn(at, fault.UnusedKey, "is not used: nothing in this lab runs on Docker")
	}
	names := make([]string, len(lab.ImageArchives))
	for i, archive := range lab.ImageArchives {
		names[i] = archive.Name()
		path := at.item(i).key("path")
		if archive.Path != "" && !r.isBroken(path) && slices.Contains(names[:i], names[i]) {
			r.refuse(path, fault.Duplicate, "another archive is called %s as well; nodes tell them apart by their names", quote(names[i]))
		}
		r.repeated(at.item(i).key("for"), asTexts(archive.For))
	}
}

func asTexts(uses []ImageUse) []string {
	texts := make([]string, len(uses))
	for i, use := range uses {
		texts[i] = string(use)
	}
	return texts
}
