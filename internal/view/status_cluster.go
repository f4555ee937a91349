package view

import (
	"cmp"
	"fmt"

	"github.com/kaaslab/kaaslab/internal/series"
	"github.com/kaaslab/kaaslab/internal/tree"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
)

// cluster is the node of one cluster, or of a fleet whose members are all like this one.
func (t *statusTree) cluster(title string, c snapshot.Cluster, alone bool) tree.Node {
	node := t.row(title, c.State, sentence(c.KubernetesVersion, namespaceWords(c.Namespace), t.endpoint(c, alone), c.WaitingFor))
	if !known(c) {
		return node
	}
	if t.Wide && c.Kubeconfig != "" {
		node.Children = append(node.Children, tree.Node{Head: "kubeconfig", Detail: c.Kubeconfig})
	}
	node.Children = append(node.Children, t.machines("control plane", c.ControlPlane, inPool(c.Machines, "")))
	node.Children = append(node.Children, t.pools(c)...)
	if c.Containers != "" {
		node.Children = append(node.Children, t.row("containers", snapshot.NotReady, c.Containers))
	}
	for _, a := range c.Addons {
		node.Children = append(node.Children, t.row("add-on "+a.Profile, a.State, a.Detail))
	}
	node.Children = append(node.Children, t.inside(c)...)
	return node
}

func namespaceWords(namespace string) string {
	if namespace == "" {
		return ""
	}
	return "namespace " + namespace
}

// known reports whether anything can be said of what is inside a cluster.
func known(c snapshot.Cluster) bool {
	return c.State != snapshot.Missing && c.State != snapshot.Unknown
}

// endpoint is where the API server is. Those of a fleet differ.
func (t *statusTree) endpoint(c snapshot.Cluster, alone bool) string {
	if !alone {
		return ""
	}
	return cmp.Or(c.Address, c.Endpoint)
}

func (t *statusTree) pools(c snapshot.Cluster) []tree.Node {
	if len(c.WorkerPools) == 0 && c.Workers.Wanted+c.Workers.Ready > 0 {
		return []tree.Node{t.machines("workers", c.Workers, workersOf(c.Machines))}
	}
	var nodes []tree.Node
	for _, p := range c.WorkerPools {
		nodes = append(nodes, t.machines("workers "+p.Name, p.Replicas, inPool(c.Machines, p.Name)))
	}
	return nodes
}

// machines counts those that are ready and says what the others wait for, or, wide, names all.
func (t *statusTree) machines(title string, count planner.Replicas, machines []snapshot.Machine) tree.Node {
	colour := yellow
	if count.Ready >= count.Wanted {
		colour = green
	}
	node := tree.Node{Head: title, State: t.Style.paint(colour, fmt.Sprintf("%d/%d", count.Ready, count.Wanted))}
	for _, group := range t.alikeMachines(machines) {
		first := group[0]
		switch {
		case first.State == snapshot.Ready && !t.Wide:
			node.Detail = counted(len(group), "machine") + " ready"
		case len(group) > 1:
			waits := series.Anonymous(first.WaitingFor, first.Name)
			node.Children = append(node.Children, t.row(counted(len(group), "machine"), first.State, waits))
		default:
			node.Children = append(node.Children, t.machine(first))
		}
	}
	return node
}

// alikeMachines puts machines of which the same can be said together.
func (t *statusTree) alikeMachines(machines []snapshot.Machine) [][]snapshot.Machine {
	var groups [][]snapshot.Machine
	position := map[string]int{}
	for _, m := range machines {
		said := m.State + series.Anonymous(m.WaitingFor, m.Name)
		i, known := position[said]
		if !known || t.Wide {
			i, position[said] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], m)
	}
	return groups
}

func (t *statusTree) machine(m snapshot.Machine) tree.Node {
	detail := m.WaitingFor
	if t.Wide {
		node := ""
		if m.Node != "" {
			node = "node " + m.Node
		}
		detail = sentence(node, m.Address, m.KubernetesVersion, m.WaitingFor)
	}
	return t.row(m.Name, m.State, detail)
}

func inPool(machines []snapshot.Machine, pool string) []snapshot.Machine {
	var in []snapshot.Machine
	for _, m := range machines {
		if m.Pool == pool {
			in = append(in, m)
		}
	}
	return in
}

func workersOf(machines []snapshot.Machine) []snapshot.Machine {
	var workers []snapshot.Machine
	for _, m := range machines {
		if m.Pool != "" {
			workers = append(workers, m)
		}
	}
	return workers
}
