package spec

import (
	"cmp"
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/internal/untyped"
)

// DefaultNamespace is where the Clusters of a lab are that name no other namespace, and the ClusterClasses that kaaslab makes.
const DefaultNamespace = "default"

// Home is the namespace of the Cluster in the management cluster.
func (c WorkloadCluster) Home() string {
	if raw := c.rawCluster(); raw != nil {
		return cmp.Or(untyped.Text(raw, "metadata", "namespace"), DefaultNamespace)
	}
	return cmp.Or(c.Namespace, DefaultNamespace)
}

// SaidNamespace is a namespace as a lab file says it: nothing for default.
func SaidNamespace(namespace string) string {
	if namespace == DefaultNamespace {
		return ""
	}
	return namespace
}

// Homes are the namespaces of a lab's Clusters, by name.
type Homes map[string]string

// Homes lists where the lab's Clusters are. Another Cluster of the name in another namespace is somebody else's.
func (l *Lab) Homes() Homes {
	homes := make(Homes, l.clusterCount())
	for i := range l.WorkloadClusters {
		entry := &l.WorkloadClusters[i]
		home := entry.Home()
		for _, name := range memberNames(entry) {
			homes[name] = home
		}
	}
	return homes
}

// Of is the namespace of a cluster. One that the lab file does not name is where it was without a word.
func (h Homes) Of(cluster string) string { return cmp.Or(h[cluster], DefaultNamespace) }

// Namespaces lists where clusters are, and default, where what a lab has for all of them is.
func (h Homes) Namespaces() []string {
	all := slices.AppendSeq([]string{DefaultNamespace}, maps.Values(h))
	slices.Sort(all)
	return slices.Compact(all)
}

// Holds reports whether a cluster of that name and namespace can be the lab's. One that the lab file does not name may have been
// anywhere.
func (h Homes) Holds(cluster, namespace string) bool {
	home, known := h[cluster]
	return !known || home == namespace
}
