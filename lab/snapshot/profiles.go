package snapshot

import (
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// inMemoryNote is what keeps profiles from being installed on clusters that they select.
const inMemoryNote = "matched, not installed: in-memory clusters run no pods"

func (l *sight) profiles() []Profile {
	profiles := []Profile{}
	for _, r := range l.want.Of(planner.KindClusterProfile) {
		profiles = append(profiles, l.profile(r.ID, r.Attrs.(planner.ClusterProfile)))
	}
	return profiles
}

// profile lists the clusters that are there and that the profile selects.
func (l *sight) profile(id planner.ID, wanted planner.ClusterProfile) Profile {
	there, found := l.state.Get(id)
	profile := Profile{Name: id.Name, Namespace: wanted.Namespace, Clusters: []string{}}
	profile.State, profile.Detail = l.stateOf(id.Kind, there, found)
	sets := map[string][]string{}
	for _, cluster := range l.Lab.Clusters() {
		sets[cluster.Name] = cluster.Sets
	}
	for _, cluster := range l.state.Of(planner.KindWorkloadCluster) {
		attrs, ok := cluster.Attrs.(planner.WorkloadCluster)
		if !ok || cluster.Owner != l.Lab.Name || !wanted.Selects(cluster.Owner, candidate(cluster.ID.Name, attrs, sets)) {
			continue
		}
		profile.Clusters = append(profile.Clusters, cluster.ID.Name)
		if note := l.notInstalled(attrs); note != "" {
			profile.Note = note
		}
	}
	return profile
}

func candidate(name string, attrs planner.WorkloadCluster, sets map[string][]string) planner.Candidate {
	return planner.Candidate{Name: name, Home: attrs.Home(), Labels: attrs.Labels, Sets: sets[name]}
}

// notInstalled says why nothing is installed on a cluster.
func (l *sight) notInstalled(attrs planner.WorkloadCluster) string {
	infrastructure, _ := spec.InfrastructureOf(l.Lab.Name, attrs.ClusterClass)
	if l.Lab.ManagementCluster.Provider.InstallsAddons(infrastructure) {
		return ""
	}
	return inMemoryNote
}
