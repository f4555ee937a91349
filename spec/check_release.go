package spec

import "github.com/kaaslab/kaaslab/internal/fault"

// checkReleases looks for a release that two profiles install on one cluster: Sveltos leaves it to the first and
// reports a conflict for the other. That may pass while labels are moved, so it is a doubt.
func (r *reader) checkReleases(lab *Lab) {
	first := map[string]int{}
	for i := range lab.AddonProfiles {
		for j, chart := range lab.AddonProfiles[i].HelmCharts {
			release := chart.Namespace + "/" + chart.Release
			other, found := first[release]
			if !found {
				first[release] = i
			} else if w := lab.bothSelect(other, i); w != nil {
				at := key("addonProfiles").item(i).key("helmCharts").item(j).key("release")
				r.warn(at, fault.InstalledByTwo, "%s is installed on cluster %s by profile %s too; only one of them gets it", chart.Release, w.Name, lab.AddonProfiles[other].Name)
			}
		}
	}
}

// bothSelect finds a cluster that two profiles select.
func (l *Lab) bothSelect(one, other int) *WorkloadCluster {
	for i := range l.WorkloadClusters {
		w := &l.WorkloadClusters[i]
		if l.AddonProfiles[one].Selects(w) && l.AddonProfiles[other].Selects(w) {
			return w
		}
	}
	return nil
}
