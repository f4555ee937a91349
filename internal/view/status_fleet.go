package view

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/kaaslab/kaaslab/internal/series"
	"github.com/kaaslab/kaaslab/internal/tree"
	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// clusters lists clusters, each fleet as one.
func (t *statusTree) clusters(clusters []snapshot.Cluster) []tree.Node {
	var nodes []tree.Node
	for _, fleet := range series.Fold(clusters, clusterName, func(_, _ snapshot.Cluster) bool { return !t.Wide }) {
		nodes = append(nodes, t.fleet(fleet))
	}
	return nodes
}

func clusterName(c snapshot.Cluster) string { return c.Name }

func (t *statusTree) fleet(fleet []snapshot.Cluster) tree.Node {
	title, alike := series.Title(fleet, clusterName), t.alike(fleet)
	if len(alike) == 1 {
		return t.group(title, fleet)
	}
	available := 0
	for _, c := range fleet {
		if c.State == "Available" {
			available++
		}
	}
	node := tree.Node{Head: title, State: fmt.Sprintf("%d/%d", available, len(fleet)), Detail: "available"}
	for _, group := range alike {
		node.Children = append(node.Children, t.group(t.someNames(namesOf(group)), group))
	}
	return node
}

// group shows clusters of which the same can be said.
func (t *statusTree) group(title string, group []snapshot.Cluster) tree.Node {
	if len(group) == 1 {
		return t.cluster(title, group[0], true)
	}
	c := anonymous(group[0])
	c.WaitingFor = sentence(counted(len(group), "cluster"), c.WaitingFor)
	return t.cluster(title, c, false)
}

// alike puts members of a fleet of which the same can be said together, the largest group first.
func (t *statusTree) alike(fleet []snapshot.Cluster) [][]snapshot.Cluster {
	var groups [][]snapshot.Cluster
	position := map[string]int{}
	for _, c := range fleet {
		said := t.said(c)
		i, known := position[said]
		if !known {
			i, position[said] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	slices.SortStableFunc(groups, func(a, b []snapshot.Cluster) int { return cmp.Compare(len(b), len(a)) })
	return groups
}

// said is all that is shown of a cluster but its name.
func (t *statusTree) said(c snapshot.Cluster) string {
	plain := &statusTree{}
	return fmt.Sprint(plain.cluster("", anonymous(c), false))
}

// anonymous is a cluster without its name and those of its machines.
func anonymous(c snapshot.Cluster) snapshot.Cluster {
	c.WaitingFor = series.Anonymous(c.WaitingFor, c.Name)
	c.Containers = series.Anonymous(c.Containers, c.Name)
	c.Machines, c.Addons = slices.Clone(c.Machines), slices.Clone(c.Addons)
	for i, m := range c.Machines {
		c.Machines[i].WaitingFor = series.Anonymous(m.WaitingFor, c.Name)
		c.Machines[i].Name = "*"
	}
	for i, a := range c.Addons {
		c.Addons[i].Detail = series.Anonymous(a.Detail, c.Name)
	}
	return c
}

func namesOf(clusters []snapshot.Cluster) []string {
	names := make([]string, len(clusters))
	for i, c := range clusters {
		names[i] = c.Name
	}
	return names
}
