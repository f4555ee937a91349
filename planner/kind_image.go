package planner

import (
	"slices"

	"github.com/kaaslab/kaaslab/spec"
)

// KindImage is a container image on the Docker host. It belongs to nobody: it is pulled once, if it is not there, and left
// when the lab goes.
const KindImage Kind = "image"

// OfNobody reports whether things of a kind belong to nobody: they come to a host if they are not there, and stay when the lab goes.
func OfNobody(kind Kind) bool { return kind == KindImage || kind == KindImageArchive }

// Image is an image without settings: its name is all.
type Image struct{}

// Immutable implements Attrs.
func (Image) Immutable() []string { return nil }

// ImageResource describes the image of that name.
func ImageResource(name string) Resource {
	return Resource{ID: ID{KindImage, name}, Attrs: Image{}, Shared: true}
}

// desiredImages lists the images that the lab file names. Cluster API chooses the image of a version by itself, and pulls
// it where it runs.
func desiredImages(lab *spec.Lab) []Resource {
	names, resources := map[string]bool{}, []Resource(nil)
	add := func(name string) {
		if name != "" && !names[name] {
			names[name] = true
			r := ImageResource(name)
			r.Needs = archivesFor(lab, spec.ImagesForDocker)
			resources = append(resources, r)
		}
	}
	add(lab.ManagementCluster.Image)
	for _, cluster := range lab.WorkloadClusters {
		for _, name := range dockerImages(cluster) {
			add(name)
		}
	}
	return resources
}

// dockerImages are the images of a cluster's nodes and load balancer, empty where the lab file names none, and those that are put
// into nodes: Cluster API takes these from the Docker host, and pulls none.
func dockerImages(cluster spec.WorkloadCluster) []string {
	if !hasNodes(cluster) {
		return nil
	}
	return append([]string{cluster.Image, cluster.LoadBalancerImage}, loadedImages([]spec.WorkloadCluster{cluster})...)
}

// loadedImages are those that are put into the nodes of clusters.
func loadedImages(clusters []spec.WorkloadCluster) []string {
	var images []string
	for _, cluster := range clusters {
		images = append(images, cluster.ControlPlane.PreLoadImages...)
		for _, pool := range cluster.Workers {
			images = append(images, pool.PreLoadImages...)
		}
	}
	return images
}

func imageNeeds(names ...string) []ID {
	var needs []ID
	for _, name := range names {
		if name != "" && !slices.Contains(needs, ID{KindImage, name}) {
			needs = append(needs, ID{KindImage, name})
		}
	}
	return needs
}
