package sveltos

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"

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
	text, err := writeValues(chart.Values)
	if err != nil {
		return rendered, fmt.Errorf("values of chart %s: %w", chart.Chart, err)
	}
	rendered.Values = text
	return rendered, nil
}

// writeValues writes YAML for people to read. Where it would not be read as it was meant, such as with a key <<, it writes
// JSON, which is YAML too.
func writeValues(values map[string]any) (string, error) {
	plain, err := json.Marshal(values)
	if err != nil {
		return "", err
	}
	if text, err := yaml.JSONToYAML(plain); err == nil && readsAs(text, plain) {
		return string(text), nil
	}
	return asciiJSON(plain), nil
}

func readsAs(text, plain []byte) bool {
	again, err := json.Marshal(readValues(string(text)))
	return err == nil && bytes.Equal(again, plain)
}

// asciiJSON escapes what JSON may hold as it is and YAML may not, which is inside of strings.
func asciiJSON(plain []byte) string {
	var text strings.Builder
	for _, unit := range utf16.Encode([]rune(string(plain))) {
		if unit < 0x7f {
			text.WriteByte(byte(unit))
			continue
		}
		fmt.Fprintf(&text, `\u%04x`, unit)
	}
	return text.String()
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
	data, err := []byte(text), error(nil)
	if !json.Valid(data) {
		data, err = yaml.YAMLToJSON(data)
	}
	if err == nil {
		err = kjson.Unmarshal(data, &values)
	}
	if err != nil {
		return map[string]any{"(unreadable)": text}
	}
	return values
}
