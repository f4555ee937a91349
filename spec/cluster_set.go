package spec

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/untyped"
)

// setGroup is the group of Sveltos' sets of clusters.
const setGroup = "lib.projectsveltos.io"

// clusterSet is a Sveltos ClusterSet that the lab makes, or a Set, which is for the clusters of its namespace. It has as many of the clusters that it selects as maxReplicas says, and none
// without that (addon-controller 1.14.0). Where it selects more, nobody but Sveltos knows which.
type clusterSet struct {
	Kind     string `json:"kind"`
	Metadata struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
	} `json:"metadata"`
	Spec struct {
		Selector    Selector     `json:"clusterSelector"`
		ClusterRefs []ClusterRef `json:"clusterRefs"`
		MaxReplicas int          `json:"maxReplicas"`
	} `json:"spec"`
}

// isSet finds the sets of clusters of Sveltos, which its addon-controller fills.
func isSet(object map[string]any) bool {
	group, _, _ := strings.Cut(untyped.Text(object, "apiVersion"), "/")
	kind := untyped.Text(object, "kind")
	return group == setGroup && (kind == "ClusterSet" || kind == "Set")
}

// clusterSets are the sets among the objects of the management cluster. One that cannot be read is the API server's to judge.
func (l *Lab) clusterSets() []clusterSet {
	var sets []clusterSet
	for _, file := range l.ManagementCluster.Files {
		for _, object := range file.Objects {
			var set clusterSet
			data, err := json.Marshal(object)
			if isSet(object) && err == nil && json.Unmarshal(data, &set) == nil {
				sets = append(sets, set)
			}
		}
	}
	return sets
}

// fillSets notes of each cluster which sets it is in for certain.
func (l *Lab) fillSets() {
	for _, set := range l.clusterSets() {
		var selected []*WorkloadCluster
		count := 0
		for i := range l.WorkloadClusters {
			if w := &l.WorkloadClusters[i]; set.has(w) {
				selected, count = append(selected, w), count+max(w.Count, 1)
			}
		}
		if count > set.Spec.MaxReplicas {
			continue
		}
		for _, w := range selected {
			w.Sets = append(w.Sets, set.key())
		}
	}
}

// home is the namespace of a Set, and nothing for a ClusterSet.
func (s *clusterSet) home() string {
	if s.Kind == "ClusterSet" {
		return ""
	}
	return cmp.Or(s.Metadata.Namespace, DefaultNamespace)
}

func (s *clusterSet) key() string { return setKey(s.home(), s.Metadata.Name) }

// setKey tells sets apart: a Set has its namespace before its name.
func setKey(namespace, name string) string { return strings.TrimPrefix(namespace+"/"+name, "/") }

func (s *clusterSet) has(w *WorkloadCluster) bool {
	if home := s.home(); home != "" && home != w.Home() {
		return false
	}
	isNamed := func(ref ClusterRef) bool {
		return ref.Kind == "Cluster" && ref.Name == w.Name && (ref.Namespace == "" || ref.Namespace == w.Home())
	}
	return slices.ContainsFunc(s.Spec.ClusterRefs, isNamed) || s.Spec.Selector.Matches(w.OwnLabels())
}

// setKind is the kind of the sets that the profile knows.
func (p *AddonProfile) setKind() string {
	if p.Namespace != "" {
		return "Set"
	}
	return "ClusterSet"
}

// sets are the names of the sets whose clusters get the add-ons.
func (p *AddonProfile) sets() []string { return untyped.Items[string](p.SetRefs) }

func (p *AddonProfile) setKeys() []string { return setKeys(p.Namespace, p.SetRefs) }

// SetsIn are the sets in the spec of a ClusterProfile, or of a Profile of a namespace, as WorkloadCluster.Sets has them.
func SetsIn(namespace string, profile map[string]any) []string {
	return setKeys(namespace, profile["setRefs"])
}

func setKeys(namespace string, list any) []string {
	keys := untyped.Items[string](list)
	for i, name := range keys {
		keys[i] = setKey(namespace, name)
	}
	return keys
}

// checkSets looks for sets that the lab does not make. Somebody else may.
func (r *reader) checkSets(at *place, p *AddonProfile, lab *Lab) {
	if len(lab.ManagementCluster.Files) != len(lab.ManagementCluster.Manifests) {
		return // some of them could not be read
	}
	known := lab.clusterSets()
	first := map[string]int{}
	for i, name := range p.sets() {
		before, isTwice := first[name]
		first[name] = i
		key := setKey(p.Namespace, name)
		is := slices.IndexFunc(known, func(s clusterSet) bool { return s.key() == key })
		switch {
		case isTwice:
			r.refuse(at.item(i), fault.Duplicate, "%s is already there, as item %d; keep one", name, before)
		case is >= 0 && known[is].Spec.MaxReplicas == 0:
			r.warn(at.item(i), fault.Unchecked, "%s %s has no maxReplicas, and Sveltos %s then takes none of the clusters that it selects; give it the most that it may have", p.setKind(), key, BuiltInSveltos)
		case is < 0:
			r.warn(at.item(i), fault.Unchecked, "managementCluster.manifests has no %s %s; without one that somebody else makes, nothing is installed by it", p.setKind(), key)
		}
	}
}
