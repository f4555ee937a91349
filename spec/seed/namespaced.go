package seed

import (
	"encoding/json"
	"slices"

	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/spec"
)

// namespaced makes of a Profile, which is for the clusters of its namespace, a profile of the lab: as it is where these are all that
// there are, and else one that names them. It says why that cannot be.
func (c *conversion) namespaced(e *profileEntry, hasSets bool) (why string) {
	o := e.from
	isElsewhere := func(cluster *object) bool { return cluster.home() != o.home() }
	switch {
	case hasSets:
		return "its setRefs name Sets of its namespace " + o.home() + ", and those of a lab file are ClusterSets"
	case !slices.ContainsFunc(c.ofKind(kindCluster), isElsewhere):
		c.change("%s: becomes a profile for all clusters of the lab, which are those of its namespace", o)
		return ""
	}
	names := c.selectedIn(o.home(), e)
	if len(names) == 0 {
		return "a Profile is for the clusters of its namespace " + o.home() + ", and it selects none that is in the files"
	}
	e.ClusterSelector, e.ClusterRefs = nil, names
	c.change("%s: a Profile is for the clusters of its namespace, and a lab file has such for clusters of all namespaces; it names those that it selects, %s, and later ones have to be added", o, words.Some(names, words.Most))
	return ""
}

// selectedIn are the names of the clusters in a namespace that an entry selects.
func (c *conversion) selectedIn(namespace string, e *profileEntry) (names []string) {
	selects := selectorOf(e.ClusterSelector)
	for _, cluster := range c.ofKind(kindCluster) {
		isNamed := slices.Contains(e.ClusterRefs, cluster.name)
		if cluster.home() == namespace && (isNamed || selects.Matches(labelsOf(cluster))) {
			names = append(names, cluster.name)
		}
	}
	return names
}

// selectorOf reads a selector as it stands in an entry. One that cannot be read selects nothing.
func selectorOf(written any) *spec.Selector {
	selects := &spec.Selector{}
	if made, isOurs := written.(selector); isOurs {
		selects.MatchLabels = made.MatchLabels
		for _, r := range made.MatchExpressions {
			selects.MatchExpressions = append(selects.MatchExpressions, spec.Requirement{Key: r.Key, Operator: r.Operator, Values: r.Values})
		}
		return selects
	}
	data, err := json.Marshal(written)
	if err != nil || json.Unmarshal(data, selects) != nil {
		return &spec.Selector{}
	}
	return selects
}

func labelsOf(o *object) map[string]string {
	labels := map[string]string{}
	found, _ := reading{}.mapping(o.node)["metadata"].(map[string]any)
	texts, _ := found["labels"].(map[string]any)
	for name, value := range texts {
		labels[name], _ = value.(string)
	}
	return labels
}
