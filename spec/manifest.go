package spec

import (
	"strconv"
	"strings"

	"github.com/kaaslab/kaaslab/internal/untyped"
)

// ManifestFile is a file with Kubernetes objects that the lab file names, read and checked by Parse.
type ManifestFile struct {
	Path    string           // as the lab file writes it
	Content string           // the bytes of the file
	Objects []map[string]any // its objects, in order, as decoded JSON values
	Lines   []int            // where in the file each of them begins
	Lists   bool             // some of them stand in a List

	Template  bool           // Sveltos fills it in, so that nobody knows its objects
	Reference map[string]any // what Sveltos is told of the file, in its words
	Entry     int            // which entry of manifests names it
}

// At is where the file has an object, as editors and terminals link to it.
func (f ManifestFile) At(object int) string {
	if object >= len(f.Lines) {
		return f.Path
	}
	return f.Path + ":" + strconv.Itoa(f.Lines[object])
}

const clusterGroup = "cluster.x-k8s.io"

// RawCluster reports whether the cluster's manifests hold the Cluster object itself, so that kaaslab makes none.
func (c WorkloadCluster) RawCluster() bool { return c.rawCluster() != nil }

func (c WorkloadCluster) rawCluster() map[string]any {
	for _, file := range c.Files {
		for _, object := range file.Objects {
			if isCluster(object) && untyped.Text(object, "metadata", "name") == c.Name {
				return object
			}
		}
	}
	return nil
}

func isCluster(object map[string]any) bool {
	group, _, _ := strings.Cut(untyped.Text(object, "apiVersion"), "/")
	return group == clusterGroup && untyped.Text(object, "kind") == "Cluster"
}
