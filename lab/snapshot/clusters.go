package snapshot

import (
	"cmp"
	"strings"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func (l *sight) status() Status {
	status := Status{
		Lab: l.Lab.Name, ManagementCluster: l.managementStatus(),
		WorkloadClusters: l.clusters(), AddonProfiles: l.profiles(),
	}
	l.addAddons(status.WorkloadClusters, status.AddonProfiles)
	status.Problems = l.problems
	return status
}

// stateOf is a word for how a thing is, and what it waits for.
func (l *sight) stateOf(kind planner.Kind, there planner.Observed, found bool) (state, detail string) {
	switch {
	case !l.seen[kind]:
		return Unknown, ""
	case !found:
		return Missing, ""
	case there.Phase == planner.Ready:
		return Ready, ""
	case there.Phase == planner.Deleting:
		return Deleting, there.Detail
	case there.Phase == planner.Stopped:
		return Stopped, there.Detail
	}
	return NotReady, there.Detail
}

// clusters lists the clusters of the lab file in its order, then those that are there and no longer wanted.
func (l *sight) clusters() []Cluster {
	clusters, listed := []Cluster{}, map[planner.ID]bool{}
	for _, cluster := range l.Lab.Clusters() {
		id := planner.WorkloadID(cluster)
		listed[id] = true
		seen := l.cluster(id, cluster.Name)
		seen.Namespace = spec.SaidNamespace(cluster.Home())
		clusters = append(clusters, seen)
	}
	for _, there := range l.state.Of(planner.KindWorkloadCluster) {
		if !listed[there.ID] && there.Owner == l.Lab.Name {
			clusters = append(clusters, l.unwanted(there))
		}
	}
	return clusters
}

func (l *sight) unwanted(there planner.Observed) Cluster {
	cluster := l.cluster(there.ID, there.ID.Name)
	if attrs, ok := there.Attrs.(planner.WorkloadCluster); ok {
		cluster.Namespace = attrs.Namespace
	}
	cluster.WaitingFor = strings.TrimSuffix("not in the lab file, the next apply removes it; "+cluster.WaitingFor, "; ")
	return cluster
}

func (l *sight) cluster(id planner.ID, name string) Cluster {
	there, found := l.state.Get(id)
	cluster := Cluster{Name: name, Machines: l.machines[name], Kubeconfig: l.Kubeconfig(name)}
	cluster.State, cluster.WaitingFor = l.stateOf(id.Kind, there, found)
	if attrs, ok := there.Attrs.(planner.WorkloadCluster); ok {
		if attrs.Existing {
			attrs.Workers = foundPools(cluster.Machines)
			attrs.KubernetesVersion = cmp.Or(attrs.KubernetesVersion, foundVersion(cluster.Machines))
		}
		cluster.KubernetesVersion = attrs.KubernetesVersion
		cluster.WorkerPools = pools(attrs.Workers, cluster.Machines)
	}
	if address := l.addresses[name]; address != "" {
		cluster.Address = "https://" + address
	}
	if nodes, found := l.state.Get(planner.ID{Kind: planner.KindNodes, Name: name}); found && nodes.Phase != planner.Ready {
		cluster.Containers = nodes.Detail
	}
	if status, ok := there.Status.(planner.WorkloadClusterStatus); ok {
		cluster.Phase, cluster.Endpoint = status.Phase, status.Endpoint
		cluster.ControlPlane, cluster.Workers, cluster.Broken = status.ControlPlane, status.Workers, status.Broken
	}
	if inside, found := l.contents[name]; found {
		cluster.Pods, cluster.Unanswered = &inside.Pods, inside.Unanswered
	}
	cluster.State = clusterState(cluster)
	return cluster
}

// clusterState says it in Cluster API's words where it has them. Its phase Provisioned comes before the cluster is usable,
// so that alone is not taken for it.
func clusterState(c Cluster) string {
	switch {
	case c.State == Ready:
		return "Available"
	case c.State == NotReady && c.Phase != "" && c.Phase != "Provisioned":
		return c.Phase
	}
	return c.State
}
