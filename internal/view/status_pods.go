package view

import (
	"fmt"

	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/internal/series"
	"github.com/kaaslab/kaaslab/internal/tree"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// mostPods is how many reasons of waiting pods are shown. Wide shows every pod.
const mostPods = 3

// inside is what is known of what runs on a cluster.
func (t *statusTree) inside(c snapshot.Cluster) []tree.Node {
	var nodes []tree.Node
	if len(c.Broken) > 0 {
		nodes = append(nodes, tree.Node{Head: "broken", State: t.Style.paint(yellow, "on purpose"), Detail: printable.Line(words.Some(c.Broken, mostNames))})
	}
	if c.Pods != nil {
		nodes = append(nodes, t.pods(c.Pods, c.Name))
	}
	if len(c.Unanswered) > 0 {
		detail := words.Some(c.Unanswered, mostNames) + ": nothing runs behind a Service of a simulated cluster"
		nodes = append(nodes, tree.Node{Head: "passed over", State: t.Style.paint(yellow, counted(len(c.Unanswered), "registration")), Detail: printable.Line(detail)})
	}
	return nodes
}

// pods counts those that run, and says of the others what they wait for: of several with one reason, once.
func (t *statusTree) pods(p *snapshot.Pods, cluster string) tree.Node {
	colour := yellow
	if p.Running >= p.Wanted {
		colour = green
	}
	node := tree.Node{Head: "pods", State: t.Style.paint(colour, fmt.Sprintf("%d of %d running", p.Running, p.Wanted))}
	groups := t.alikePods(p.Waiting, cluster)
	for i, group := range groups {
		if i == mostPods && !t.Wide {
			node.Children = append(node.Children, tree.Node{Head: fmt.Sprintf("... and %d more reasons", len(groups)-i)})
			break
		}
		head := group[0].Name
		if len(group) > 1 {
			head = counted(len(group), "pod")
		}
		node.Children = append(node.Children, tree.Node{Head: head, Detail: printable.Line(group[0].WaitingFor)})
	}
	return node
}

func (t *statusTree) alikePods(waiting []snapshot.Pod, cluster string) [][]snapshot.Pod {
	var groups [][]snapshot.Pod
	position := map[string]int{}
	for _, p := range waiting {
		said := series.Anonymous(p.WaitingFor, cluster)
		i, known := position[said]
		if !known || t.Wide {
			i, position[said] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], p)
	}
	return groups
}
