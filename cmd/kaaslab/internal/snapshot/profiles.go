package snapshot

import (
	"maps"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

const simulatedNote = "matched, not installed: in-memory clusters run no pods"

func (l *sight) profiles() []Profile {
	profiles := []Profile{}
	for _, r := range planner.Desired(l.Lab) {
		if wanted, ok := r.Attrs.(planner.ClusterProfile); ok {
			profiles = append(profiles, l.profile(r.ID, wanted))
		}
	}
	return profiles
}

// profile lists the clusters that are there and that the profile selects.
func (l *sight) profile(id planner.ID, wanted planner.ClusterProfile) Profile {
	there, found := l.state.Get(id)
	profile := Profile{Name: id.Name, Clusters: []string{}}
	profile.State, profile.Detail = l.stateOf(id.Kind, there, found)
	for _, cluster := range l.state.Of(planner.KindWorkloadCluster) {
		attrs, ok := cluster.Attrs.(planner.WorkloadCluster)
		if !ok || cluster.Owner != l.Lab.Name || !l.Matches(wanted.Selector, withLab(attrs.Labels, cluster.Owner)) {
			continue
		}
		profile.Clusters = append(profile.Clusters, cluster.ID.Name)
		if l.simulated(attrs) {
			profile.Note = simulatedNote
		}
	}
	return profile
}

// withLab adds the label that every cluster of a lab has, and that every selector of it asks for.
func withLab(labels map[string]string, lab string) map[string]string {
	all := map[string]string{planner.LabLabel: lab}
	maps.Copy(all, labels)
	return all
}

// simulated reports whether a cluster runs no pods. The embedded management cluster makes no other ones.
func (l *sight) simulated(attrs planner.WorkloadCluster) bool {
	return l.Lab.ManagementCluster.Provider == spec.ProviderEmbedded ||
		attrs.ClusterClass == planner.ClassName(l.Lab.Name, spec.InfrastructureInMemory)
}
