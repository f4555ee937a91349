package graph

import (
	"fmt"

	"github.com/kaaslab/kaaslab/spec"
)

// clusterTitle names a cluster, or the first and the last of a fleet.
func clusterTitle(cluster *spec.WorkloadCluster) string {
	if cluster.Count < 2 {
		return members(cluster)[0]
	}
	names := members(cluster)
	return names[0] + " ... " + names[len(names)-1]
}

// members are the names that the lab file's entry stands for.
func members(cluster *spec.WorkloadCluster) []string {
	alone := spec.Lab{WorkloadClusters: []spec.WorkloadCluster{*cluster}}
	var names []string
	for _, member := range alone.Clusters() {
		names = append(names, member.Name)
	}
	return names
}

func clusterRows(cluster *spec.WorkloadCluster) []string {
	var rows []string
	if cluster.Count > 1 {
		rows = append(rows, fmt.Sprintf("%d equal clusters", cluster.Count))
	}
	if cluster.RawCluster() {
		return append(rows, "as its manifests say")
	}
	if cluster.Existing() {
		return append(rows, "existing, as somebody else has made it")
	}
	rows = append(rows, fmt.Sprintf("%s, Kubernetes %s", madeOf(cluster), cluster.KubernetesVersion),
		"control plane: "+count(cluster.ControlPlane.Replicas, "machine"))
	for _, pool := range cluster.Workers {
		rows = append(rows, fmt.Sprintf("pool %s: %s", pool.Name, count(pool.Replicas, "machine")))
	}
	return rows
}

func madeOf(cluster *spec.WorkloadCluster) string {
	if cluster.ClusterClass != "" {
		return "class " + cluster.ClusterClass
	}
	return string(cluster.Infrastructure)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
