package main

import (
	"strings"

	"github.com/kaaslab/kaaslab/cmd/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/planner"
)

func (l *sight) status() view.Status {
	return view.Status{
		FormatVersion: view.FormatVersion, Lab: l.lab.Name, ManagementCluster: l.managementStatus(),
		WorkloadClusters: l.clusters(), AddonProfiles: l.profiles(), Problems: l.problems,
	}
}

func (l *sight) managementStatus() view.ManagementStatus {
	m := l.lab.ManagementCluster
	status := view.ManagementStatus{Name: m.Name, Provider: string(m.Provider), Providers: l.providers}
	there, found := l.management()
	status.State, status.Detail = l.stateOf(planner.KindManagementCluster, there, found)
	if path := l.dir.Kubeconfig(m.Name); exists(path) {
		status.Kubeconfig = path
	}
	if status.State == view.StateMissing || status.State == view.StateNotReady {
		l.problem("the rest cannot be seen until the management cluster is up; run kaaslab apply%s", fileArgument(l.file))
	}
	return status
}

// stateOf is a word for how a thing is, and what it waits for.
func (l *sight) stateOf(kind planner.Kind, there planner.Observed, found bool) (state, detail string) {
	switch {
	case !l.seen[kind]:
		return view.StateUnknown, ""
	case !found:
		return view.StateMissing, ""
	case there.Phase == planner.Ready:
		return view.StateReady, ""
	case there.Phase == planner.Deleting:
		return "Deleting", there.Detail
	}
	return view.StateNotReady, there.Detail
}

// clusters lists the clusters of the lab file in its order, then those that are there and no longer wanted.
func (l *sight) clusters() []view.ClusterStatus {
	clusters, listed := []view.ClusterStatus{}, map[planner.ID]bool{}
	for _, cluster := range l.lab.Clusters() {
		id := planner.ID{Kind: planner.KindWorkloadCluster, Name: cluster.Name}
		if cluster.RawCluster() {
			id = planner.ObjectID("Cluster", cluster.Name)
		}
		listed[id] = true
		clusters = append(clusters, l.cluster(id, cluster.Name))
	}
	for _, there := range l.state.Of(planner.KindWorkloadCluster) {
		if !listed[there.ID] && there.Owner == l.lab.Name {
			clusters = append(clusters, l.unwanted(there))
		}
	}
	return clusters
}

func (l *sight) unwanted(there planner.Observed) view.ClusterStatus {
	cluster := l.cluster(there.ID, there.ID.Name)
	cluster.WaitingFor = strings.TrimSuffix("not in the lab file, the next apply removes it; "+cluster.WaitingFor, "; ")
	return cluster
}

func (l *sight) cluster(id planner.ID, name string) view.ClusterStatus {
	there, found := l.state.Get(id)
	cluster := view.ClusterStatus{Name: name}
	cluster.State, cluster.WaitingFor = l.stateOf(id.Kind, there, found)
	if attrs, ok := there.Attrs.(planner.WorkloadCluster); ok {
		cluster.KubernetesVersion = attrs.KubernetesVersion
	}
	if status, ok := there.Status.(planner.WorkloadClusterStatus); ok {
		cluster.Phase, cluster.Endpoint = status.Phase, status.Endpoint
		cluster.ControlPlane, cluster.Workers = status.ControlPlane, status.Workers
	}
	cluster.State = clusterState(cluster)
	return cluster
}

// clusterState says it in Cluster API's words where it has them. Its phase Provisioned comes before the cluster is usable,
// so that alone is not taken for it.
func clusterState(c view.ClusterStatus) string {
	switch {
	case c.State == view.StateReady:
		return "Available"
	case c.State == view.StateNotReady && c.Phase != "" && c.Phase != "Provisioned":
		return c.Phase
	}
	return c.State
}
