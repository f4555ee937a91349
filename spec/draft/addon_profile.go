package draft

import (
	"cmp"
	"strings"
)

// AddonProfile is an entry of addonProfiles.
type AddonProfile struct {
	Name            string      `yaml:"name"`
	ClusterSelector any         `yaml:"clusterSelector"`
	SyncMode        string      `yaml:"syncMode,omitempty"`
	DependsOn       []string    `yaml:"dependsOn,omitempty"`
	HelmCharts      []HelmChart `yaml:"helmCharts,omitempty"`
	Manifests       []string    `yaml:"manifests,omitempty"`
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
}

// ChartName puts the name of its repository before that of a chart, as Sveltos documents it. A registry has no repositories.
func ChartName(name, repository, url string) string {
	if name == "" || strings.Contains(name, "/") || strings.HasPrefix(url, "oci://") {
		return name
	}
	return cmp.Or(repository, name) + "/" + name
}
