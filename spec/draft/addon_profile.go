package draft

import (
	"cmp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/crd"
)

// AddonProfile is an entry of addonProfiles.
type AddonProfile struct {
	Name            string      `yaml:"name"`
	Namespace       string      `yaml:"namespace,omitempty"`
	ClusterSelector any         `yaml:"clusterSelector,omitempty"`
	ClusterRefs     []string    `yaml:"clusterRefs,omitempty"`
	SyncMode        string      `yaml:"syncMode,omitempty"`
	DependsOn       []string    `yaml:"dependsOn,omitempty"`
	HelmCharts      []HelmChart `yaml:"helmCharts,omitempty"`
	Manifests       []string    `yaml:"manifests,omitempty"`

	// More are the keys in Sveltos' words.
	More map[string]any `yaml:",inline"`

	// Told is what is said of manifests beside their paths, by these.
	Told map[string]map[string]any `yaml:"-"`
}

// Tell says more of manifests.
func (p *AddonProfile) Tell(paths []string, more map[string]any) {
	if len(more) > 0 && p.Told == nil {
		p.Told = map[string]map[string]any{}
	}
	for _, path := range paths {
		if len(more) > 0 {
			p.Told[path] = more
		}
	}
}

// MarshalYAML writes a manifest as its path, and as a mapping where more is said of it.
func (p AddonProfile) MarshalYAML() (any, error) {
	type plain AddonProfile
	var node yaml.Node
	if err := node.Encode(plain(p)); err != nil || len(p.Told) == 0 {
		return &node, err
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value != "manifests" {
			continue
		}
		for j, path := range node.Content[i+1].Content {
			if more := p.Told[path.Value]; more != nil {
				entry := &yaml.Node{}
				if err := entry.Encode(more); err != nil {
					return nil, err
				}
				entry.Content = append([]*yaml.Node{{Kind: yaml.ScalarNode, Tag: "!!str", Value: "path"}, path}, entry.Content...)
				node.Content[i+1].Content[j] = entry
			}
		}
	}
	return &node, nil
}

// ToldOf is what a reference of a ClusterProfile, and the annotation of what it refers to, say of manifests.
func ToldOf(reference map[string]any, isTemplate bool) map[string]any {
	written, _ := crd.ClusterProfile("policyRefs.").AsWritten(reference, nil).(map[string]any)
	if isTemplate {
		written["template"] = true
	}
	return written
}

// ReferenceFields are the fields of a reference that a lab file says of manifests.
var ReferenceFields = []string{"deploymentType", "force", "skipNamespaceCreation"}

// HelmChart is an entry of helmCharts.
type HelmChart struct {
	RepositoryURL string `yaml:"repositoryURL,omitempty"`
	Chart         string `yaml:"chart,omitempty"`
	Version       string `yaml:"version,omitempty"`
	Release       string `yaml:"release,omitempty"`
	Namespace     string `yaml:"namespace,omitempty"`
	Values        Values `yaml:"values,omitempty"`
	Template      *bool  `yaml:"template,omitempty"` // whether Sveltos fills in the values; nothing where it finds nothing in them

	// More are the keys in Sveltos' words.
	More map[string]any `yaml:",inline"`
}

// MoreOfProfile puts fields of a ClusterProfile, without what a server fills in, under the keys of a profile that say them.
func MoreOfProfile(fields map[string]any) map[string]any {
	written, _ := crd.ClusterProfile("").AsWritten(fields, nil).(map[string]any)
	more, rest := map[string]any{}, map[string]any{}
	for name, value := range written {
		if key := spec.ProfileKey(name); key != "" {
			more[key] = value
			continue
		}
		rest[name] = value
	}
	if len(rest) > 0 {
		more["spec"] = rest
	}
	return more
}

// MoreOfChart does the same for a chart.
func MoreOfChart(fields map[string]any) map[string]any {
	written, _ := crd.ClusterProfile("helmCharts.").AsWritten(fields, nil).(map[string]any)
	if action, found := written["helmChartAction"]; found {
		delete(written, "helmChartAction")
		written["action"] = action
	}
	withoutReset(written)
	return written
}

// withoutReset takes out that values are reset, which kaaslab does by itself.
func withoutReset(chart map[string]any) {
	options, _ := chart["options"].(map[string]any)
	upgrade, _ := options["upgradeOptions"].(map[string]any)
	if upgrade["resetValues"] == true {
		delete(upgrade, "resetValues")
	}
	if upgrade != nil && len(upgrade) == 0 {
		delete(options, "upgradeOptions")
	}
	if options != nil && len(options) == 0 {
		delete(chart, "options")
	}
}

// ChartName puts the name of its repository before that of a chart, as Sveltos documents it. A registry has no repositories.
func ChartName(name, repository, url string) string {
	if name == "" || strings.Contains(name, "/") || strings.HasPrefix(url, "oci://") {
		return name
	}
	return cmp.Or(repository, name) + "/" + name
}

// Selector is a selector of clusters, in the order in which people read it.
type Selector struct {
	MatchLabels      map[string]string `yaml:"matchLabels,omitempty"`
	MatchExpressions []Requirement     `yaml:"matchExpressions,omitempty"`
}

// Requirement is a condition on a label.
type Requirement struct {
	Key      string   `yaml:"key"`
	Operator string   `yaml:"operator"`
	Values   []string `yaml:"values,omitempty"`
}
