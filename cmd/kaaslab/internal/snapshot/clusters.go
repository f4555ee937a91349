package snapshot

import (
	"strings"

	"github.com/kaaslab/kaaslab/planner"
)

func (l *sight) status() Status {
	return Status{
		Lab: l.Lab.Name, ManagementCluster: l.managementStatus(),
		WorkloadClusters: l.clusters(), AddonProfiles: l.profiles(), Problems: l.problems,
	}
}

func (l *sight) managementStatus() Management {
	m := l.Lab.ManagementCluster
	status := Management{
		Name: m.Name, Provider: string(m.Provider), Providers: l.providers, Kubeconfig: l.Kubeconfig(m.Name),
	}
	there, found := l.management()
	status.State, status.Detail = l.stateOf(planner.KindManagementCluster, there, found)
	if status.State == Missing || status.State == NotReady {
		l.problem("the rest cannot be seen until the management cluster is up; run %s", l.Apply)
	}
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
		return "Deleting", there.Detail
	}
	return NotReady, there.Detail
}

// clusters lists the clusters of the lab file in its order, then those that are there and no longer wanted.
func (l *sight) clusters() []Cluster {
	clusters, listed := []Cluster{}, map[planner.ID]bool{}
	for _, cluster := range l.Lab.Clusters() {
		id := planner.ID{Kind: planner.KindWorkloadCluster, Name: cluster.Name}
		if cluster.RawCluster() {
			id = planner.ObjectID("Cluster", cluster.Name)
		}
		listed[id] = true
		clusters = append(clusters, l.cluster(id, cluster.Name))
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
	cluster.WaitingFor = strings.TrimSuffix("not in the lab file, the next apply removes it; "+cluster.WaitingFor, "; ")
	return cluster
}

func (l *sight) cluster(id planner.ID, name string) Cluster {
	there, found := l.state.Get(id)
	cluster := Cluster{Name: name}
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
func clusterState(c Cluster) string {
	switch {
	case c.State == Ready:
		return "Available"
	case c.State == NotReady && c.Phase != "" && c.Phase != "Provisioned":
		return c.Phase
	}
	return c.State
}
