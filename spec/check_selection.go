package spec

import (
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// checkSelections looks for add-ons that never arrive: they are no mistake for certain, since labels can come later.
func (r *reader) checkSelections(lab *Lab) {
	profiles := map[string]*AddonProfile{}
	for i := range lab.AddonProfiles {
		profiles[lab.AddonProfiles[i].Name] = &lab.AddonProfiles[i]
	}
	for i := range lab.AddonProfiles {
		p, at := &lab.AddonProfiles[i], key("addonProfiles").item(i)
		selected := p.selected(lab)
		if len(selected) == 0 {
			r.warn(at.key("clusterSelector"), fault.SelectsNone, "selects none of the lab's clusters, so %s is installed nowhere", p.Name)
		}
		for j, name := range p.DependsOn {
			r.checkReaches(at.key("dependsOn").item(j), p.Name, selected, profiles[name])
		}
	}
}

func (r *reader) checkReaches(at *place, profile string, selected []*WorkloadCluster, needed *AddonProfile) {
	for _, w := range selected {
		if needed != nil && !needed.ClusterSelector.matches(w.OwnLabels()) {
			r.warn(at, fault.WaitsForever, "%s selects cluster %s and %s does not, so %s waits there forever", profile, w.Name, needed.Name, profile)
			return
		}
	}
}

func (p *AddonProfile) selected(lab *Lab) []*WorkloadCluster {
	var selected []*WorkloadCluster
	for i := range lab.WorkloadClusters {
		if w := &lab.WorkloadClusters[i]; p.ClusterSelector.matches(w.OwnLabels()) {
			selected = append(selected, w)
		}
	}
	return selected
}

// AddonsReach reports whether an add-on profile of the lab selects the cluster.
func (l *Lab) AddonsReach(cluster *WorkloadCluster) bool {
	return slices.ContainsFunc(l.AddonProfiles, func(p AddonProfile) bool { return p.ClusterSelector.matches(cluster.OwnLabels()) })
}

// OwnLabels are the labels that the user gives a cluster, here or in a Cluster of their own.
func (c *WorkloadCluster) OwnLabels() map[string]string {
	object := c.rawCluster()
	if object == nil {
		return c.Labels
	}
	metadata, _ := object["metadata"].(map[string]any)
	labels, _ := metadata["labels"].(map[string]any)
	own := map[string]string{}
	for name, value := range labels {
		own[name], _ = value.(string)
	}
	return own
}

func (s *Selector) matches(labels map[string]string) bool {
	for name, value := range s.MatchLabels {
		if have, found := labels[name]; !found || have != value {
			return false
		}
	}
	return !slices.ContainsFunc(s.MatchExpressions, func(q Requirement) bool { return !q.matches(labels) })
}

func (q *Requirement) matches(labels map[string]string) bool {
	value, found := labels[q.Key]
	switch q.Operator {
	case "In":
		return found && slices.Contains(q.Values, value)
	case "NotIn":
		return !found || !slices.Contains(q.Values, value)
	case "Exists":
		return found
	}
	return !found
}
