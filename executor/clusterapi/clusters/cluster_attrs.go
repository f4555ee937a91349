package clusters

import (
	"maps"
	"strings"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// attrsReader reads the attributes of live Clusters. Of what a lab may leave out (labels, pools, variables) it takes what
// the lab wants and what kaaslab holds, so that what others added is no change.
type attrsReader struct {
	lab      string
	holdings kube.Holdings
}

func (r *attrsReader) read(live *liveCluster, wanted *planner.WorkloadCluster) planner.WorkloadCluster {
	t := &live.Spec.Topology
	held := r.holdings.Of(live.Metadata)
	attrs := planner.WorkloadCluster{
		Namespace:         spec.SaidNamespace(live.Metadata.Namespace),
		ClusterClass:      t.ClassRef.Name,
		KubernetesVersion: t.Version,
		Labels:            readLabels(live.Metadata.Labels, wanted.Labels, held.At("metadata", "labels")),
		Annotations:       readLabels(live.Metadata.Annotations, wanted.Annotations, held.At("metadata", "annotations")),
		PodCIDR:           strings.Join(live.Spec.ClusterNetwork.Pods.Blocks, ","),
		ServiceCIDR:       strings.Join(live.Spec.ClusterNetwork.Services.Blocks, ","),
		ControlPlane: planner.ControlPlane{
			Replicas: number(t.ControlPlane.Replicas),
			Settings: readSettings(t.ControlPlane, wanted.ControlPlane.Settings, held.At("spec", "topology", "controlPlane")),
		},
		Workers: readPools(t.Workers.Pools(), wanted.Workers, held),
	}
	if wanted.ServiceDomain != "" || held.At("spec", "clusterNetwork").Has("serviceDomain") {
		attrs.ServiceDomain = live.Spec.ClusterNetwork.ServiceDomain
	}
	r.readSizes(&attrs, t)
	r.readVariables(&attrs, t, wanted, held.At("spec", "topology", "variables"))
	return attrs
}

// readLabels reads labels, or annotations.
func readLabels(live, wanted map[string]string, held kube.Held) map[string]string {
	var labels map[string]string
	for key, value := range live {
		_, isWanted := wanted[key]
		if !isWanted && (strings.HasPrefix(key, "kaaslab.dev/") || !held.Has(key)) {
			continue
		}
		if labels == nil {
			labels = make(map[string]string, len(wanted))
		}
		labels[key] = value
	}
	return labels
}

// heldPool is what is held of a pool of a Cluster.
func heldPool(held kube.Held, pool topology.Pool) kube.Held {
	return held.At("spec", "topology", "workers", spec.PoolList(pool.MachinePool)).Item("name", pool.Name)
}

// poolsOfOthers names the pools that somebody else has added, or renamed: their machines run, and the lab file says nothing of them.
func (r *attrsReader) poolsOfOthers(live *liveCluster, wanted []planner.WorkerPool) (notes []string) {
	held := r.holdings.Of(live.Metadata)
	for _, pool := range live.Spec.Topology.Workers.Pools() {
		if _, isWanted := wantedPool(wanted, pool.Name); !isWanted && !heldPool(held, pool).Any() {
			notes = append(notes, "somebody else has added the worker pool "+pool.Name+planner.LeftAlone)
		}
	}
	return notes
}

func readPools(live []topology.Pool, wanted []planner.WorkerPool, held kube.Held) []planner.WorkerPool {
	if len(live) == 0 {
		return nil
	}
	pools := make([]planner.WorkerPool, 0, len(live))
	for _, pool := range live {
		held := heldPool(held, pool)
		want, isWanted := wantedPool(wanted, pool.Name)
		if !isWanted && !held.Any() {
			continue
		}
		read := planner.WorkerPool{
			Name: pool.Name, Replicas: number(pool.Replicas), MachinePool: pool.MachinePool, Settings: readSettings(pool, want.Settings, held),
		}
		if held.Any() && !held.Has("class") { // kaaslab has said it, and somebody says another one
			read.Settings = withClass(read.Settings, pool.Class)
		}
		if want.Autoscaled() {
			read.Replicas = want.Replicas // whatever it is, it is somebody else's to say
		}
		pools = append(pools, read)
	}
	return pools
}

// readSettings reads what else a lab says of a pool or the control plane. The class of a pool counts where the lab file names it.
func readSettings(live topology.Pool, wanted map[string]any, held kube.Held) map[string]any {
	fields, _ := kube.RestrictValue(live.Fields, spec.ToTopology(wanted), held).(map[string]any)
	settings := spec.FromTopology(fields)
	if settings == nil && wanted != nil {
		settings = map[string]any{}
	}
	if wanted["class"] != nil {
		settings["class"] = live.Class
	}
	return settings
}

func withClass(settings map[string]any, class string) map[string]any {
	told := map[string]any{"class": class}
	maps.Copy(told, settings)
	return told
}

// readSizes reads how large the machines of a simulated cluster are. Those of others have no size.
func (r *attrsReader) readSizes(attrs *planner.WorkloadCluster, t *topology.Topology) {
	if on, _ := spec.InfrastructureOf(r.lab, attrs.ClusterClass); !on.Emulated() {
		return
	}
	attrs.ControlPlane.Machine = sizeOf(t.ControlPlane.Metadata)
	for i := range attrs.Workers {
		for _, live := range t.Workers.Pools() {
			if live.Name == attrs.Workers[i].Name {
				attrs.Workers[i].Machine = sizeOf(live.Metadata)
			}
		}
	}
}

func wantedPool(wanted []planner.WorkerPool, name string) (planner.WorkerPool, bool) {
	for _, pool := range wanted {
		if pool.Name == name {
			return pool, true
		}
	}
	return planner.WorkerPool{}, false
}

func (r *attrsReader) readVariables(attrs *planner.WorkloadCluster, t *topology.Topology, wanted *planner.WorkloadCluster, held kube.Held) {
	own := len(t.Variables) > 0 && ownClass(r.lab, attrs.ClusterClass)
	for _, v := range t.Variables {
		if own && infrastructure.ReadImage(attrs, v.Name, v.Value) {
			continue
		}
		want, isWanted := wanted.Variables[v.Name]
		if !isWanted && !held.HasItem("name", v.Name) {
			continue
		}
		if attrs.Variables == nil {
			attrs.Variables = map[string]any{}
		}
		attrs.Variables[v.Name] = kube.RestrictValue(v.Value, want, held.Item("name", v.Name).At("value"))
	}
}
