package planner

import (
	"cmp"
	"fmt"

	"github.com/kaaslab/kaaslab/spec"
)

// The kinds that only a lab on Docker has.
const (
	// KindNetwork is the Docker network on which controllers and workload clusters meet.
	KindNetwork Kind = "network"
	// KindVolume is the Docker volume that proves which nodes belong to the lab.
	KindVolume Kind = "volume"
	// KindPeering is a management node's connection to that network.
	KindPeering Kind = "peering"
)

// Network is a Docker network. Empty fields are chosen when it is created.
type Network struct {
	Subnet string `json:"subnet,omitempty"`
	MTU    int    `json:"mtu,omitempty"`
	IPv6   bool   `json:"ipv6,omitempty"`
}

// Immutable implements Attrs: Docker cannot change a network.
func (Network) Immutable() []string { return []string{"subnet", "mtu", "ipv6"} }

// Fill keeps what was chosen for a field that the lab leaves open.
func (n Network) Fill(observed Attrs) Attrs {
	o := observed.(Network)
	return Network{Subnet: cmp.Or(n.Subnet, o.Subnet), MTU: cmp.Or(n.MTU, o.MTU), IPv6: n.IPv6 || o.IPv6}
}

// Volume is a Docker volume without settings.
type Volume struct{}

// Immutable implements Attrs.
func (Volume) Immutable() []string { return nil }

// Peering is a node's connection to a Docker network.
type Peering struct {
	Network string `json:"network"`
}

// Immutable implements Attrs.
func (Peering) Immutable() []string { return nil }

// PeeringResource describes the connection of the node with that container name.
func PeeringResource(node string, attrs Peering) Resource {
	return Resource{ID: ID{KindPeering, node}, Attrs: attrs, Needs: []ID{{KindNetwork, attrs.Network}}}
}

func networkID(lab *spec.Lab) ID { return ID{KindNetwork, lab.Peering.Network} }

func volumeID(lab *spec.Lab) ID { return ID{KindVolume, "kaaslab-" + lab.Name} }

func desiredNetwork(lab *spec.Lab) []Resource {
	if !lab.UsesDocker() {
		return nil
	}
	p := lab.Peering
	return []Resource{{
		ID: networkID(lab), Shared: true,
		Attrs: Network{Subnet: p.Subnet, MTU: p.MTU, IPv6: p.IPv6},
	}}
}

func desiredVolume(lab *spec.Lab) []Resource {
	if !lab.UsesDocker() {
		return nil
	}
	return []Resource{{ID: volumeID(lab), Attrs: Volume{}}}
}

func desiredPeerings(lab *spec.Lab) []Resource {
	if !lab.ManagementCluster.Provider.OnDocker() {
		return nil
	}
	var resources []Resource
	for _, node := range k3dNodes(lab.ManagementCluster) {
		r := PeeringResource(node, Peering{Network: lab.Peering.Network})
		r.Within = managementID(lab)
		resources = append(resources, r)
	}
	return resources
}

// k3dNodes names the containers of a k3d cluster's nodes, as k3d does.
func k3dNodes(m spec.ManagementCluster) []string {
	var nodes []string
	for i := range m.Servers {
		nodes = append(nodes, fmt.Sprintf("k3d-%s-server-%d", m.Name, i))
	}
	for i := range m.Agents {
		nodes = append(nodes, fmt.Sprintf("k3d-%s-agent-%d", m.Name, i))
	}
	return nodes
}
