package page

import (
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// fileDoc says what is wrong with the lab file, if something is.
type fileDoc struct {
	Problem string `json:"problem,omitempty"`
}

// labDoc is what the lab file says of the lab as a whole.
type labDoc struct {
	Name     string `json:"name"`
	File     string `json:"file"`
	Version  string `json:"version"` // of kaaslab
	Provider string `json:"provider"`
	Network  string `json:"network,omitempty"`
}

func labDocOf(source *Source, version string) labDoc {
	lab := source.Lab
	d := labDoc{Name: lab.Name, File: source.File, Version: version, Provider: string(lab.ManagementCluster.Provider)}
	if lab.UsesDocker() {
		d.Network = lab.Peering.Network
	}
	return d
}

// unseen is a lab at which nobody has looked yet.
func unseen(lab *spec.Lab) snapshot.Status {
	m := lab.ManagementCluster
	status := snapshot.Status{
		Lab: lab.Name, ManagementCluster: snapshot.Management{Name: m.Name, Provider: string(m.Provider), State: snapshot.Unknown},
	}
	for _, cluster := range lab.Clusters() {
		status.WorkloadClusters = append(status.WorkloadClusters, snapshot.Cluster{Name: cluster.Name, State: snapshot.Unknown})
	}
	for _, profile := range lab.AddonProfiles {
		status.AddonProfiles = append(status.AddonProfiles, snapshot.Profile{Name: profile.Name, Namespace: profile.Namespace, State: snapshot.Unknown, Clusters: []string{}})
	}
	return status
}

// clusterDoc is how a workload cluster is, and what the lab file says of it.
type clusterDoc struct {
	snapshot.Cluster
	Place          int      `json:"place"`
	Fleet          string   `json:"fleet,omitempty"`
	Infrastructure string   `json:"infrastructure,omitempty"`
	Labels         []string `json:"labels,omitempty"`
	Unwanted       bool     `json:"unwanted,omitempty"` // it is not in the lab file
}

func clusterDocs(lab *spec.Lab, clusters []snapshot.Cluster) map[string]any {
	wanted, fleets := map[string]spec.WorkloadCluster{}, fleetsOf(lab)
	for _, cluster := range lab.Clusters() {
		wanted[cluster.Name] = cluster
	}
	docs := make(map[string]any, len(clusters))
	for i, cluster := range clusters {
		of, known := wanted[cluster.Name]
		docs["cluster/"+cluster.Name] = clusterDoc{
			Cluster: cluster, Place: i, Fleet: fleets[cluster.Name], Infrastructure: madeOf(of), Labels: labels(of.Labels),
			Unwanted: !known,
		}
	}
	return docs
}

// fleetsOf says for each member of a fleet which fleet it is in.
func fleetsOf(lab *spec.Lab) map[string]string {
	fleets := map[string]string{}
	for _, entry := range lab.WorkloadClusters {
		if entry.Count < 2 {
			continue
		}
		alone := spec.Lab{WorkloadClusters: []spec.WorkloadCluster{entry}}
		for _, member := range alone.Clusters() {
			fleets[member.Name] = entry.Name
		}
	}
	return fleets
}

func madeOf(cluster spec.WorkloadCluster) string {
	if cluster.ClusterClass != "" {
		return cluster.ClusterClass
	}
	return string(cluster.Infrastructure)
}

func labels(of map[string]string) []string {
	texts := make([]string, 0, len(of))
	for _, key := range slices.Sorted(maps.Keys(of)) {
		texts = append(texts, key+"="+of[key])
	}
	return texts
}

// profileDoc is how an add-on profile is, and what it installs.
type profileDoc struct {
	snapshot.Profile
	Clusters  int      `json:"matchingClusters"` // each cluster says by which profiles it is matched
	Place     int      `json:"place"`
	Content   []string `json:"content,omitempty"`
	DependsOn []string `json:"dependsOn,omitempty"`
}

func profileDocs(lab *spec.Lab, profiles []snapshot.Profile) map[string]any {
	want := planner.Want(lab)
	docs := make(map[string]any, len(profiles))
	for i, profile := range profiles {
		of := planner.AttrsOf[planner.ClusterProfile](want, planner.ID{Kind: planner.KindClusterProfile, Name: profile.Name})
		docs["profile/"+profile.Name] = profileDoc{
			Profile: profile, Clusters: len(profile.Clusters), Place: i, Content: content(of), DependsOn: of.DependsOn,
		}
	}
	return docs
}

func content(profile planner.ClusterProfile) []string {
	var texts []string
	for _, chart := range profile.HelmCharts {
		texts = append(texts, chart.Chart+" "+chart.Version)
	}
	texts = append(texts, profile.ConfigMaps...)
	for _, secret := range profile.Secrets {
		texts = append(texts, "Secret "+secret)
	}
	return texts
}
