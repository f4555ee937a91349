package planner

import (
	"slices"

	"github.com/kaaslab/kaaslab/spec"
)

// KindImageArchive is an archive of images that the Docker host and nodes have. It belongs to nobody, as an image does: the lab's volume
// holds what nodes take from it, and goes with the lab.
const KindImageArchive Kind = "imageArchive"

// ImageArchive is an archive of images.
type ImageArchive struct {
	Path string          `json:"path"`
	For  []spec.ImageUse `json:"for"` // of those that the lab file names, the ones that the lab has
}

// Serves reports whether the archive is for that.
func (a ImageArchive) Serves(use spec.ImageUse) bool { return spec.ImageArchive(a).Serves(use) }

// Immutable implements Attrs.
func (ImageArchive) Immutable() []string { return nil }

// ImageArchiveResource describes an archive.
func ImageArchiveResource(attrs ImageArchive) Resource {
	return Resource{ID: ID{KindImageArchive, spec.ImageArchive(attrs).Name()}, Attrs: attrs, Shared: true}
}

func desiredImageArchives(lab *spec.Lab) []Resource {
	if !lab.UsesDocker() {
		return nil
	}
	var resources []Resource
	for _, archive := range lab.ImageArchives {
		r := ImageArchiveResource(ImageArchive{Path: archive.Path, For: usesOf(lab, archive)})
		r.Needs = idsOf(desiredVolume(lab))
		if len(r.Attrs.(ImageArchive).For) > 0 {
			resources = append(resources, r)
		}
	}
	return resources
}

// usesOf leaves out who is not there to get images: what nobody takes in, nobody could be seen to have.
func usesOf(lab *spec.Lab, archive spec.ImageArchive) []spec.ImageUse {
	there := map[spec.ImageUse]bool{
		spec.ImagesForDocker: true, spec.ImagesForManagement: lab.ManagementCluster.Provider.OnDocker(),
		spec.ImagesForWorkload: slices.ContainsFunc(lab.WorkloadClusters, hasNodes),
	}
	var uses []spec.ImageUse
	for _, use := range spec.ImageUses {
		if there[use] && archive.Serves(use) {
			uses = append(uses, use)
		}
	}
	return uses
}

// archivesFor are the archives that have to be there before something begins that asks for images.
func archivesFor(lab *spec.Lab, uses ...spec.ImageUse) []ID {
	var ids []ID
	for _, r := range desiredImageArchives(lab) {
		for _, use := range uses {
			if r.Attrs.(ImageArchive).Serves(use) {
				ids = append(ids, r.ID)
				break
			}
		}
	}
	return ids
}
