package planner

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/kaaslab/kaaslab/spec"
)

// The parts of a ConfigMap with a chart, which a chart server makes a repository of.
const (
	// ChartIndex is the index of a repository that has this chart alone.
	ChartIndex = "index.yaml"
	// ChartArchive is the chart.
	ChartArchive = "chart.tgz"
	// ChartRelease is what is made of the chart where nothing serves it to Sveltos: a Release.
	ChartRelease = "release.json"
)

// Release is how a chart from disk is turned into manifests, where no server could bring it to Sveltos.
type Release struct {
	Name      string         `json:"name"`
	Namespace string         `json:"namespace"`
	Values    map[string]any `json:"values,omitempty"`
}

// chartCarrier names the ConfigMap of a chart from disk by its release, with dots, which names of profiles do not have.
func chartCarrier(lab *spec.Lab, profile spec.AddonProfile, chart spec.HelmChart) string {
	name := fmt.Sprintf("%s-%s.%s.%s", lab.Name, profile.Name, chart.Namespace, chart.Release)
	if lab.ManagementCluster.Provider.ServesCharts() {
		return name // which the management cluster reads, and Sveltos does not
	}
	return carriedIn(profile.Namespace, name)
}

func chartContent(lab *spec.Lab, chart spec.HelmChart) ConfigMap {
	if lab.ManagementCluster.Provider.ServesCharts() {
		return servedChart(chart.Packed)
	}
	release, err := json.Marshal(Release{Name: chart.Release, Namespace: chart.Namespace, Values: chart.AllValues()})
	if err != nil {
		panic(err) // values were read from YAML, which holds nothing that JSON does not
	}
	return ConfigMap{Charts: map[string]Archive{ChartArchive: Archive(chart.Packed.Archive), ChartRelease: Archive(release)}}
}

func servedChart(chart *spec.PackedChart) ConfigMap {
	index := fmt.Sprintf("apiVersion: v1\nentries:\n  %q:\n  - apiVersion: v2\n    name: %q\n    version: %q\n    digest: %x\n    urls: [%q]\n",
		chart.Name, chart.Name, chart.Version, sha256.Sum256([]byte(chart.Archive)), chart.Name+"-"+chart.Version+".tgz")
	return ConfigMap{Files: map[string]File{ChartIndex: File(index)}, Charts: map[string]Archive{ChartArchive: Archive(chart.Archive)}}
}
