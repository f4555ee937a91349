package clusters

import (
	"maps"
	"strconv"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// renderCluster writes a Cluster as it is applied. The labels are those of the Cluster alone: Sveltos selects by them, and
// machines would be replaced if they took part in a change.
func renderCluster(lab, name string, attrs planner.WorkloadCluster, poolClass func(planner.WorkerPool) string) kube.Object {
	cluster := topology.Clusters.New(attrs.Home(), name).With(attrs.Labels, attrs.Annotations)
	network := map[string]any{
		"pods":     map[string]any{"cidrBlocks": blocks(attrs.PodCIDR)},
		"services": map[string]any{"cidrBlocks": blocks(attrs.ServiceCIDR)},
	}
	if attrs.ServiceDomain != "" {
		network["serviceDomain"] = attrs.ServiceDomain
	}
	cluster["spec"] = map[string]any{"clusterNetwork": network, "topology": renderTopology(lab, attrs, poolClass)}
	return cluster
}

func blocks(ranges string) (all []any) {
	for _, one := range spec.Ranges(ranges) {
		all = append(all, one)
	}
	return all
}

// ofClass says of which state of its class a Cluster is. When the class changes, nothing of the Cluster tells whether Cluster API
// has looked at it since; a new generation of the Cluster does. Machines get the annotation in place.
func ofClass(class kube.Meta, cluster kube.Object) kube.Object {
	if class.Generation > 0 {
		spec.Annotate(cluster.Map("spec", "topology", "controlPlane"), map[string]any{spec.ClassAnnotation: strconv.FormatInt(class.Generation, 10)})
	}
	return cluster
}

func renderTopology(lab string, attrs planner.WorkloadCluster, poolClass func(planner.WorkerPool) string) map[string]any {
	rendered := map[string]any{
		"classRef":     renderClassRef(lab, attrs),
		"version":      attrs.KubernetesVersion,
		"controlPlane": renderMachines(map[string]any{"replicas": attrs.ControlPlane.Replicas}, attrs.ControlPlane.Settings, attrs.ControlPlane.Machine),
	}
	if len(attrs.Workers) > 0 {
		rendered["workers"] = renderWorkers(attrs.Workers, poolClass)
	}
	if variables := renderVariables(attrs); len(variables) > 0 {
		rendered["variables"] = variables
	}
	return rendered
}

// renderClassRef says where the class is only if that is elsewhere.
func renderClassRef(lab string, attrs planner.WorkloadCluster) map[string]any {
	ref := map[string]any{"name": attrs.ClusterClass}
	if home := classHome(lab, attrs); home != attrs.Home() {
		ref["namespace"] = home
	}
	return ref
}

// classHome is where the class of a cluster is: one that kaaslab makes is in default, and serves clusters in all namespaces.
func classHome(lab string, attrs planner.WorkloadCluster) string {
	if ownClass(lab, attrs.ClusterClass) {
		return kube.Namespace
	}
	return attrs.Home()
}

// ownClass reports whether kaaslab makes a class for the lab.
func ownClass(lab, class string) bool {
	_, made := spec.InfrastructureOf(lab, class)
	return made
}

// renderWorkers writes pools into the list of their kind.
func renderWorkers(pools []planner.WorkerPool, poolClass func(planner.WorkerPool) string) map[string]any {
	workers := map[string]any{}
	for _, pool := range pools {
		fields := map[string]any{"class": poolClass(pool), "name": pool.Name, "replicas": pool.Replicas}
		if pool.Autoscaled() {
			delete(fields, "replicas")
		}
		list := spec.PoolList(pool.MachinePool)
		before, _ := workers[list].([]any)
		workers[list] = append(before, renderMachines(fields, pool.Settings, pool.Machine))
	}
	return workers
}

// renderMachines adds what else is said of machines.
func renderMachines(fields, settings map[string]any, size planner.Machine) map[string]any {
	maps.Copy(fields, spec.ToTopology(settings))
	return sized(fields, size)
}

func renderVariables(attrs planner.WorkloadCluster) []any {
	values := maps.Clone(attrs.Variables)
	if values == nil {
		values = map[string]any{}
	}
	infrastructure.SetImages(values, attrs)
	return spec.Overrides(values)
}
