package spec

import "fmt"

// Clusters lists every workload cluster of the lab, in the order of the file. An entry with a count becomes that many
// clusters with a count of 0, named with the number behind the stem, at least three digits wide, so that a fleet that
// grows keeps the names that it has.
func (l *Lab) Clusters() []WorkloadCluster {
	clusters := make([]WorkloadCluster, 0, l.clusterCount())
	for _, entry := range l.WorkloadClusters {
		if entry.Count == 0 {
			clusters = append(clusters, entry)
			continue
		}
		for i := 1; i <= entry.Count; i++ {
			member := entry
			member.Name, member.Count = memberName(entry.Name, i), 0
			clusters = append(clusters, member)
		}
	}
	return clusters
}

func (l *Lab) clusterCount() int {
	total := 0
	for _, entry := range l.WorkloadClusters {
		total += max(entry.Count, 1)
	}
	return total
}

func memberName(stem string, number int) string { return fmt.Sprintf("%s-%03d", stem, number) }
