package view

import (
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/internal/tree"
	"github.com/kaaslab/kaaslab/lab/snapshot"
)

func (t *statusTree) management(m snapshot.Management) tree.Node {
	node := t.row(m.Name, m.State, sentence(m.Provider+" management cluster", managementPorts(m), m.Detail))
	if m.Kubeconfig != "" {
		node.Children = append(node.Children, tree.Node{Head: "kubeconfig", Detail: m.Kubeconfig})
	}
	for _, p := range m.Providers {
		node.Children = append(node.Children, t.row(providerText(p), p.State, p.Detail))
	}
	if n := m.Network; n != nil {
		node.Children = append(node.Children, t.row("network "+n.Name, n.State, sentence(n.Subnet, n.Detail)))
	}
	for _, p := range m.Peerings {
		node.Children = append(node.Children, t.row("peering "+p.Node, p.State, p.Detail))
	}
	if c := m.ImageCache; c != nil {
		node.Children = append(node.Children, t.row("image cache "+c.Name, c.State, c.Detail))
	}
	return node
}

func managementPorts(m snapshot.Management) string {
	var ports []string
	if m.APIPort != 0 {
		ports = append(ports, fmt.Sprintf("API on 127.0.0.1:%d", m.APIPort))
	}
	if len(m.Ports) > 0 {
		ports = append(ports, "ports "+strings.Join(m.Ports, ", "))
	}
	return strings.Join(ports, ", ")
}

// providerText tells the two kubeadm providers apart by their type, which is written as in CoreProvider.
func providerText(p snapshot.Provider) string {
	return fmt.Sprintf("%s %s (%s)", p.Name, p.Version, strings.ToLower(strings.TrimSuffix(p.Type, "Provider")))
}
