package spec

import "strings"

// ManifestFile is a file with Kubernetes objects that the lab file names, read and checked by Parse.
type ManifestFile struct {
	Path    string           // as the lab file writes it
	Content string           // the bytes of the file
	Objects []map[string]any // its objects, in order, as decoded JSON values
}

// RawCluster reports whether the cluster's manifests hold the Cluster object itself, so that kaaslab makes none.
func (c WorkloadCluster) RawCluster() bool {
	for _, file := range c.Files {
		for _, object := range file.Objects {
			if isCluster(object, c.Name) {
				return true
			}
		}
	}
	return false
}

func isCluster(object map[string]any, name string) bool {
	apiVersion, _ := object["apiVersion"].(string)
	metadata, _ := object["metadata"].(map[string]any)
	return strings.HasPrefix(apiVersion, "cluster.x-k8s.io/") && object["kind"] == "Cluster" && metadata["name"] == name
}
