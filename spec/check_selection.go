package spec

import (
	"slices"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/words"
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
		if len(selected) == 0 && len(p.ClusterRefs)+len(p.sets()) == 0 {
			r.warn(at.key("clusterSelector"), fault.SelectsNone, "selects none of the lab's clusters, so %s is installed nowhere", p.Name)
		}
		for j, name := range p.DependsOn {
			r.checkReaches(at.key("dependsOn").item(j), p.Name, selected, profiles[name])
		}
	}
}

func (r *reader) checkReaches(at *place, profile string, selected []*WorkloadCluster, needed *AddonProfile) {
	for _, w := range selected {
		if needed != nil && !needed.Selects(w) {
			r.warn(at, fault.WaitsForever, "%s selects cluster %s and %s does not, so %s waits there forever", profile, w.Name, needed.Name, profile)
			return
		}
	}
}

// checkClusterRefs looks for names of clusters that the lab does not have: a profile reaches no others.
func (r *reader) checkClusterRefs(at *place, refs []ClusterRef, lab *Lab) {
	if len(refs) == 0 {
		return
	}
	var names []string
	homes := lab.Homes()
	for i := range lab.WorkloadClusters {
		names = append(names, memberNames(&lab.WorkloadClusters[i])...)
	}
	first := map[string]int{}
	for i, ref := range refs {
		before, isTwice := first[ref.Name]
		first[ref.Name] = i
		switch {
		case ref.Name == "" || r.isBroken(at.item(i).key("name")):
		case !slices.Contains(names, ref.Name):
			r.refuse(at.item(i), fault.UnknownName, "%s is no workload cluster of this lab; %s", quote(ref.Name), knownClusters(ref.Name, names))
		case ref.Namespace != "" && ref.Namespace != homes.Of(ref.Name):
			r.refuse(at.item(i).key("namespace"), fault.UnknownName, "cluster %s of this lab is in namespace %s; write that, or leave the key out", ref.Name, homes.Of(ref.Name))
		case isTwice:
			r.refuse(at.item(i), fault.Duplicate, "%s is already there, as item %d; keep one", ref.Name, before)
		}
	}
}

func knownClusters(name string, known []string) string {
	if meant := NearMiss(name, known); meant != "" {
		return "did you mean " + meant + "?"
	}
	if len(known) == 0 {
		return "it has none"
	}
	return "its clusters are " + words.Some(known, words.Most)
}

func (p *AddonProfile) selected(lab *Lab) []*WorkloadCluster {
	var selected []*WorkloadCluster
	for i := range lab.WorkloadClusters {
		if w := &lab.WorkloadClusters[i]; p.Selects(w) {
			selected = append(selected, w)
		}
	}
	return selected
}

// AddonsReach reports whether an add-on profile of the lab selects the cluster.
func (l *Lab) AddonsReach(cluster *WorkloadCluster) bool {
	return slices.ContainsFunc(l.AddonProfiles, func(p AddonProfile) bool { return p.Selects(cluster) })
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

// Selects reports whether the cluster gets the add-ons, by its name, by its labels or by a set, or one of those that an entry with a count stands for.
func (p *AddonProfile) Selects(cluster *WorkloadCluster) bool {
	if !p.reaches(cluster.Home()) {
		return false
	}
	isNamed := slices.ContainsFunc(p.ClusterRefs, func(ref ClusterRef) bool { return slices.Contains(memberNames(cluster), ref.Name) })
	isInSet := slices.ContainsFunc(p.setKeys(), func(key string) bool { return slices.Contains(cluster.Sets, key) })
	return isNamed || isInSet || p.ClusterSelector.Matches(cluster.OwnLabels())
}

// Matches reports whether all conditions hold for labels. A selector without a condition, or with one that Kubernetes would
// refuse, selects nothing, as with Sveltos.
func (s *Selector) Matches(labels map[string]string) bool {
	if len(s.MatchLabels)+len(s.MatchExpressions) == 0 {
		return false
	}
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
		return len(q.Values) > 0 && (!found || !slices.Contains(q.Values, value))
	case "Exists":
		return found
	}
	return q.Operator == "DoesNotExist" && !found
}
