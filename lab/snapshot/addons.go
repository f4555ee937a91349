package snapshot

import "github.com/kaaslab/kaaslab/planner"

// addAddons tells of each cluster how the profiles that match it stand there.
func (l *sight) addAddons(clusters []Cluster, profiles []Profile) {
	position := make(map[string]int, len(clusters))
	for i, c := range clusters {
		position[c.Name] = i
	}
	for _, profile := range profiles {
		said := l.said(profile.Name)
		for _, name := range profile.Clusters {
			i, listed := position[name]
			if !listed {
				continue
			}
			addon := Addon{Profile: profile.Name, State: Matched}
			if s, known := said[name]; known {
				addon.State, addon.Detail = addonState(s), s.WaitsFor
			}
			clusters[i].Addons = append(clusters[i].Addons, addon)
		}
	}
}

// said is what Sveltos says of a profile, by cluster.
func (l *sight) said(profile string) map[string]planner.AddonStatus {
	there, _ := l.state.Get(planner.ID{Kind: planner.KindClusterProfile, Name: profile})
	status, _ := there.Status.(planner.ClusterProfileStatus)
	return status.Clusters
}

func addonState(s planner.AddonStatus) string {
	switch {
	case s.WaitsFor == "":
		return Ready
	case s.Failed:
		return Failed
	}
	return Waiting
}
