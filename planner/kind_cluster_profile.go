package planner

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/secret"
	"github.com/kaaslab/kaaslab/spec"
)

// The kinds that an add-on profile becomes.
const (
	// KindConfigMap is a ConfigMap that carries a profile's manifests to Sveltos.
	KindConfigMap Kind = "configMap"
	// KindClusterProfile is a Sveltos ClusterProfile, or a Profile, which is for the clusters of its namespace.
	KindClusterProfile Kind = "clusterProfile"
)

// LabLabel is the label that marks what a lab owns, with the lab's name as its value.
const LabLabel = "kaaslab.dev/lab"

// ConfigMap holds the files of a profile, or a chart from disk.
type ConfigMap struct {
	Files  map[string]File    `json:"files"`
	Charts map[string]Archive `json:"charts,omitempty"`
	// Template says that Sveltos fills in what stands in braces.
	Template bool `json:"template,omitempty"`
}

// Immutable implements Attrs.
func (ConfigMap) Immutable() []string { return nil }

// File is the content of a file. A plan shows its size and its digest, or of one that holds a secret no digest, with which a
// guess could be checked.
type File string

// Show implements Shown.
func (f File) Show() string {
	lines := strings.Count(string(f), "\n")
	if secret.Shape(string(f)) {
		return fmt.Sprintf("%d lines, %s", lines, secret.Hidden)
	}
	return digest(lines, "lines", string(f))
}

// Archive is a packed chart, of which a plan shows its size and its digest.
type Archive string

// Show implements Shown.
func (a Archive) Show() string { return digest(len(a), "bytes", string(a)) }

// digest says how long a text is and tells it from others, without showing it.
func digest(count int, unit, text string) string {
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%d %s, sha256:%x", count, unit, sum[:4])
}

// ClusterProfile says what Sveltos installs on which clusters.
type ClusterProfile struct {
	Namespace   string        `json:"namespace,omitempty"` // of a Profile
	Selector    spec.Selector `json:"clusterSelector"`
	ClusterRefs []string      `json:"clusterRefs,omitempty"` // of clusters that are selected as well: name, or namespace/name
	SyncMode    string        `json:"syncMode"`
	DependsOn   []string      `json:"dependsOn,omitempty"`
	HelmCharts  []HelmChart   `json:"helmCharts,omitempty"`
	ConfigMaps  []string      `json:"configMaps,omitempty"`
	Secrets     []string      `json:"secrets,omitempty"`
	// References is what Sveltos is told of ConfigMaps and Secrets, in its words, by their names.
	References map[string]map[string]any `json:"policyRefs,omitempty"`
	// Spec is what else its spec has, in Sveltos' words.
	Spec map[string]any `json:"spec,omitempty" name:"none"`
}

// Immutable implements Attrs. No object moves to another namespace, or becomes one of another kind.
func (ClusterProfile) Immutable() []string { return []string{"namespace"} }

// ClusterProfileStatus is what is known of a profile beyond its attributes: how it stands on each cluster that it selects.
type ClusterProfileStatus struct {
	Clusters map[string]AddonStatus
}

// AddonStatus is how a profile stands on one cluster.
type AddonStatus struct {
	WaitsFor string // nothing when all is there
	Failed   bool   // what it waits for is a failure
}

// HelmChart is one release of a chart.
type HelmChart struct {
	RepositoryURL string         `json:"repositoryURL,omitempty"`
	ConfigMap     string         `json:"configMap,omitempty"` // that a chart from disk is in, instead of a repository
	Chart         string         `json:"chart"`
	Version       string         `json:"version"`
	Release       string         `json:"release"`
	Namespace     string         `json:"namespace"`
	Values        map[string]any `json:"values,omitempty"`
	Template      bool           `json:"template,omitempty"` // Sveltos fills in what stands in braces in the values
	// More is what else Sveltos is told of the chart, in its words.
	More map[string]any `json:"more,omitempty" name:"none"`
}

// Key implements Keyed.
func (c HelmChart) Key() string { return c.Namespace + "/" + c.Release }

// ConfigMapResource describes a profile's ConfigMap.
func ConfigMapResource(name string, attrs ConfigMap) Resource {
	return carrierResource(ID{KindConfigMap, name}, attrs)
}

// carriers are the ConfigMaps and Secrets that carry its manifests and charts. Sveltos installs anew what changes in them.
func (p ClusterProfile) carriers() (ids []ID) {
	for _, configMap := range p.ConfigMaps {
		ids = append(ids, ID{KindConfigMap, configMap})
	}
	for _, name := range p.Secrets {
		ids = append(ids, ID{KindSecret, name})
	}
	for _, chart := range p.HelmCharts {
		if chart.ConfigMap != "" {
			ids = append(ids, ID{KindConfigMap, chart.ConfigMap})
		}
	}
	return ids
}

// ClusterProfileResource describes a ClusterProfile or Profile. It needs its namespace, what carries its manifests, and the profiles
// that it depends on.
func ClusterProfileResource(name string, attrs ClusterProfile) Resource {
	r := Resource{ID: ID{KindClusterProfile, name}, Attrs: attrs, Follows: attrs.carriers()}
	r.Needs = slices.Concat(homeID(attrs.Namespace), r.Follows)
	for _, profile := range attrs.DependsOn {
		r.Needs = append(r.Needs, ID{KindClusterProfile, profile})
	}
	return r
}

func desiredConfigMaps(lab *spec.Lab) []Resource {
	var resources []Resource
	for _, profile := range lab.AddonProfiles {
		for _, c := range carriers(lab, profile, plainPieces) {
			files := make(map[string]File, len(c.files))
			for key, text := range c.files {
				files[key] = File(text)
			}
			resources = append(resources, carrying(lab, c.name, ConfigMap{Files: files, Template: c.group.Template}))
		}
		for _, chart := range profile.HelmCharts {
			if chart.Packed != nil {
				resources = append(resources, carrying(lab, chartCarrier(lab, profile, chart), chartContent(lab, chart)))
			}
		}
	}
	return resources
}

func carrying(lab *spec.Lab, name string, attrs ConfigMap) Resource {
	r := ConfigMapResource(name, attrs)
	return forSveltos(lab, r)
}

func forSveltos(lab *spec.Lab, r Resource) Resource {
	r.Within = managementID(lab)
	r.Needs = append(r.Needs, idsOf(desiredSveltos(lab))...)
	return r
}

func desiredClusterProfiles(lab *spec.Lab) []Resource {
	var resources []Resource
	for _, profile := range lab.AddonProfiles {
		resources = append(resources, forSveltos(lab, ClusterProfileResource(profile.Name, clusterProfile(lab, profile))))
	}
	return resources
}

func clusterProfile(lab *spec.Lab, profile spec.AddonProfile) ClusterProfile {
	attrs := ClusterProfile{
		Namespace: profile.Namespace,
		Selector:  labSelector(lab, profile.ClusterSelector), SyncMode: string(profile.SyncMode), DependsOn: profile.DependsOn,
		Spec: profile.InSveltosWords(),
	}
	attrs.ClusterRefs = clusterRefs(lab, profile)
	plain, secret := carriers(lab, profile, plainPieces), carriers(lab, profile, secretPieces)
	attrs.ConfigMaps, attrs.Secrets, attrs.References = namesOf(plain), namesOf(secret), referencesOf(slices.Concat(plain, secret))
	for _, chart := range profile.HelmCharts {
		carrier := chartCarrier(lab, profile, chart)
		switch {
		case chart.Packed == nil:
			attrs.HelmCharts = append(attrs.HelmCharts, helmChart(chart))
		case lab.ManagementCluster.Provider.ServesCharts():
			wanted := helmChart(chart)
			wanted.ConfigMap, wanted.Chart, wanted.Version = carrier, chart.Packed.Name, chart.Packed.Version
			attrs.HelmCharts = append(attrs.HelmCharts, wanted)
		default:
			attrs.ConfigMaps = append(attrs.ConfigMaps, carrier)
		}
	}
	return attrs
}

// clusterRefs are names of clusters, behind their namespaces where those are not default.
func clusterRefs(lab *spec.Lab, profile spec.AddonProfile) (names []string) {
	if len(profile.ClusterRefs) == 0 {
		return nil
	}
	homes := lab.Homes()
	for _, ref := range profile.ClusterRefs {
		name := ref.Name
		if home := homes.Of(name); home != spec.DefaultNamespace {
			name = home + "/" + name
		}
		names = append(names, name)
	}
	return names
}

func helmChart(chart spec.HelmChart) HelmChart {
	return HelmChart{
		RepositoryURL: chart.RepositoryURL, Chart: chart.Chart, Version: chart.Version, Release: chart.Release,
		Namespace: chart.Namespace, Values: chart.AllValues(), Template: chart.IsTemplate(), More: chart.InSveltosWords(),
	}
}

// labSelector keeps a profile to its own lab: without the lab's label a selector such as cni=cilium would take in
// everybody's clusters. One without conditions selects nothing, and stays so.
func labSelector(lab *spec.Lab, s spec.Selector) spec.Selector {
	if len(s.MatchLabels)+len(s.MatchExpressions) == 0 {
		return spec.Selector{}
	}
	selector := spec.Selector{MatchLabels: map[string]string{}, MatchExpressions: s.MatchExpressions}
	maps.Copy(selector.MatchLabels, s.MatchLabels)
	selector.MatchLabels[LabLabel] = lab.Name // whatever the lab file says
	return selector
}

// Candidate is a cluster of a lab, as profiles select it.
type Candidate struct {
	Name   string
	Home   string            // the namespace of its Cluster
	Labels map[string]string // beside the lab's
	Sets   []string          // that it is in, as spec.WorkloadCluster has them
}

// CandidateOf is a cluster as the lab file has it.
func CandidateOf(c spec.WorkloadCluster) Candidate {
	return Candidate{Name: c.Name, Home: c.Home(), Labels: c.Labels, Sets: c.Sets}
}

// Selects reports whether the profile is for a cluster of the lab: by its name, by its labels, or by the sets that it is in.
func (p ClusterProfile) Selects(lab string, c Candidate) bool {
	if p.Namespace != "" && p.Namespace != c.Home {
		return false
	}
	all := map[string]string{LabLabel: lab}
	maps.Copy(all, c.Labels)
	isInSet := slices.ContainsFunc(spec.SetsIn(p.Namespace, p.Spec), func(set string) bool { return slices.Contains(c.Sets, set) })
	isNamed := slices.ContainsFunc(p.ClusterRefs, func(ref string) bool { return ref == c.Name || strings.HasSuffix(ref, "/"+c.Name) })
	return isInSet || isNamed || p.Selector.Matches(all)
}
