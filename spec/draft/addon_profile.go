package draft

import (
	"cmp"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/crd"
)

// AddonProfile is an entry of addonProfiles.
type AddonProfile struct {
	Name            string      `yaml:"name"`
	ClusterSelector any         `yaml:"clusterSelector"`
	SyncMode        string      `yaml:"syncMode,omitempty"`
	DependsOn       []string    `yaml:"dependsOn,omitempty"`
	HelmCharts      []HelmChart `yaml:"helmCharts,omitempty"`
	Manifests       []string    `yaml:"manifests,omitempty"`

	// More are the keys in Sveltos' words.
	More map[string]any `yaml:",inline"`
}

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
