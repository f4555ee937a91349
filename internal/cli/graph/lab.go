package graph

import (
	"fmt"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// OfLab draws what a lab file describes. A fleet is one box: its clusters are equal.
func OfLab(lab *spec.Lab) Graph {
	g := &labGraph{Graph: Graph{Title: "lab " + lab.Name}, want: planner.Want(lab)}
	g.management()
	g.network()
	g.profiles()
	for i := range lab.WorkloadClusters {
		g.cluster(&lab.WorkloadClusters[i])
	}
	return g.Graph
}

type labGraph struct {
	Graph
	want planner.Wanted
}

func (g *labGraph) add(id string, kind Kind, title string, rows ...string) {
	g.Boxes = append(g.Boxes, Box{ID: id, Kind: kind, Title: title, Rows: rows})
}

func (g *labGraph) join(from, to, label string, style Style) {
	g.Lines = append(g.Lines, Line{From: from, To: to, Label: label, Style: style})
}

func (g *labGraph) managementID() string {
	return "managementCluster/" + g.want.Lab.ManagementCluster.Name
}
func (g *labGraph) networkID() string { return "network/" + g.want.Lab.Peering.Network }

func (g *labGraph) management() {
	m := g.want.Lab.ManagementCluster
	rows := []string{"management cluster, " + string(m.Provider)}
	if m.Servers > 0 {
		rows = append(rows, fmt.Sprintf("%s, %s", count(m.Servers, "server"), count(m.Agents, "agent")))
	}
	if !m.Provider.Given() {
		rows = append(rows, "Cluster API "+m.ClusterAPI.Version)
	}
	if m.Provider.Empty() && len(g.want.Lab.AddonProfiles) > 0 {
		rows = append(rows, "Sveltos "+m.Sveltos.Version)
	}
	g.add(g.managementID(), Management, m.Name, rows...)
}

// network is drawn where the lab uses it. Only a management cluster on Docker is a peer of it.
func (g *labGraph) network() {
	if !g.want.Lab.UsesDocker() {
		return
	}
	rows := []string{"Docker network"}
	if g.want.Lab.Peering.Subnet != "" {
		rows = append(rows, g.want.Lab.Peering.Subnet)
	}
	g.add(g.networkID(), Network, g.want.Lab.Peering.Network, rows...)
	if g.want.Lab.ManagementCluster.Provider.OnDocker() {
		g.join(g.managementID(), g.networkID(), "peering", Joined)
	}
}

func (g *labGraph) profiles() {
	for _, profile := range g.want.Lab.AddonProfiles {
		g.add(profileID(profile.Name), Profile, profile.Name, profileRows(profile)...)
	}
	for _, profile := range g.want.Lab.AddonProfiles {
		for _, first := range profile.DependsOn {
			g.join(profileID(first), profileID(profile.Name), "before", Arrow)
		}
	}
}

func profileID(name string) string { return "clusterProfile/" + name }

func profileRows(profile spec.AddonProfile) []string {
	rows := []string{"add-on profile"}
	for _, chart := range profile.HelmCharts {
		rows = append(rows, "chart "+chart.Chart+" "+chart.Version)
	}
	for _, manifest := range profile.Manifests {
		rows = append(rows, "manifest "+manifest.Path)
	}
	return rows
}

func (g *labGraph) cluster(cluster *spec.WorkloadCluster) {
	id := "workloadCluster/" + cluster.Name
	g.add(id, Cluster, clusterTitle(cluster), clusterRows(cluster)...)
	g.holder(id, cluster.Infrastructure.OnDocker())
	for _, r := range g.want.Of(planner.KindClusterProfile) {
		if !cluster.RawCluster() && r.Attrs.(planner.ClusterProfile).Selects(g.want.Lab.Name, planner.CandidateOf(*cluster)) {
			g.join(profileID(r.ID.Name), id, "", Dashed)
		}
	}
}

// holder joins a cluster to the network that it is on, and to the management cluster if that is not seen from there.
func (g *labGraph) holder(id string, onNetwork bool) {
	if onNetwork {
		g.join(g.networkID(), id, "", Joined)
	}
	if !onNetwork || !g.want.Lab.ManagementCluster.Provider.OnDocker() {
		g.join(g.managementID(), id, "", Arrow)
	}
}
