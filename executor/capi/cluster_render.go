package capi

import (
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/topology"
	"github.com/kaaslab/kaaslab/planner"
)

// imageVariable is the variable of kaaslab's classes that holds the image of the nodes.
const imageVariable = "image"

// renderCluster writes a Cluster as it is applied. The labels are those of the Cluster alone: Sveltos selects by them, and
// machines would be replaced if they took part in a change.
func renderCluster(name string, attrs planner.WorkloadCluster, poolClass func(pool string) string) kube.Object {
	cluster := topology.Clusters.New(kube.Namespace, name).With(attrs.Labels, nil)
	cluster["spec"] = map[string]any{
		"clusterNetwork": map[string]any{
			"pods":     map[string]any{"cidrBlocks": []any{attrs.PodCIDR}},
			"services": map[string]any{"cidrBlocks": []any{attrs.ServiceCIDR}},
		},
		"topology": renderTopology(attrs, poolClass),
	}
	return cluster
}

func renderTopology(attrs planner.WorkloadCluster, poolClass func(pool string) string) map[string]any {
	rendered := map[string]any{
		"classRef":     map[string]any{"name": attrs.ClusterClass},
		"version":      attrs.KubernetesVersion,
		"controlPlane": sized(map[string]any{"replicas": attrs.ControlPlane.Replicas}, attrs.ControlPlane.Machine),
	}
	if len(attrs.Workers) > 0 {
		rendered["workers"] = map[string]any{"machineDeployments": renderPools(attrs.Workers, poolClass)}
	}
	if variables := renderVariables(attrs); len(variables) > 0 {
		rendered["variables"] = variables
	}
	return rendered
}

func renderPools(pools []planner.WorkerPool, poolClass func(pool string) string) []any {
	rendered := make([]any, len(pools))
	for i, pool := range pools {
		rendered[i] = sized(map[string]any{"class": poolClass(pool.Name), "name": pool.Name, "replicas": pool.Replicas}, pool.Machine)
	}
	return rendered
}

func renderVariables(attrs planner.WorkloadCluster) []any {
	values := maps.Clone(attrs.Variables)
	if values == nil {
		values = map[string]any{}
	}
	if attrs.Image != "" {
		values[imageVariable] = attrs.Image
	}
	if repository, tag, found := strings.Cut(attrs.LoadBalancerImage, haproxyName); found {
		values[haproxyRepositoryVariable], values[haproxyTagVariable] = repository, tag
	}
	var rendered []any
	for _, name := range slices.Sorted(maps.Keys(values)) {
		rendered = append(rendered, map[string]any{"name": name, "value": values[name]})
	}
	return rendered
}
