package sveltos

import (
	"fmt"
	"strings"

	kjson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/planner"
)

// helmChart is a chart as Sveltos names its parts. It carries values as YAML text.
type helmChart struct {
	RepositoryURL    string `json:"repositoryURL"`
	RepositoryName   string `json:"repositoryName"`
	ChartName        string `json:"chartName"`
	ChartVersion     string `json:"chartVersion"`
	ReleaseName      string `json:"releaseName"`
	ReleaseNamespace string `json:"releaseNamespace"`
	HelmChartAction  string `json:"helmChartAction"`
	Values           string `json:"values,omitempty"`
}

// renderChart names the repository by what stands before the slash in the chart's name, which Sveltos takes off again
// where a registry has no repositories.
func renderChart(chart planner.HelmChart) (helmChart, error) {
	repository, _, _ := strings.Cut(chart.Chart, "/")
	rendered := helmChart{
		RepositoryURL: chart.RepositoryURL, RepositoryName: repository,
		ChartName: chart.Chart, ChartVersion: chart.Version,
		ReleaseName: chart.Release, ReleaseNamespace: chart.Namespace, HelmChartAction: "Install",
	}
	if len(chart.Values) == 0 {
		return rendered, nil
	}
	text, err := yaml.Marshal(chart.Values)
	if err != nil {
		return rendered, fmt.Errorf("values of chart %s: %w", chart.Chart, err)
	}
	rendered.Values = string(text)
	return rendered, nil
}

func readCharts(live []helmChart) []planner.HelmChart {
	charts := make([]planner.HelmChart, len(live))
	for i, chart := range live {
		charts[i] = planner.HelmChart{
			RepositoryURL: chart.RepositoryURL, Chart: chart.ChartName, Version: chart.ChartVersion,
			Release: chart.ReleaseName, Namespace: chart.ReleaseNamespace, Values: readValues(chart.Values),
		}
	}
	return charts
}

// readValues reads what renderChart wrote. Text that is no mapping, which somebody else wrote, is one value by itself and
// so shows as a change.
func readValues(text string) map[string]any {
	if text == "" {
		return nil
	}
	var values map[string]any
	data, err := yaml.YAMLToJSON([]byte(text))
	if err == nil {
		err = kjson.Unmarshal(data, &values)
	}
	if err != nil {
		return map[string]any{"(unreadable)": text}
	}
	return values
}
