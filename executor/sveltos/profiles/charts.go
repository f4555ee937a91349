package profiles

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	yamlv3 "go.yaml.in/yaml/v3"
	kjson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/crd"
)

// helmChart is a chart as Sveltos names its parts. It carries values as YAML text.
type helmChart struct {
	RepositoryURL    string `json:"repositoryURL"`
	RepositoryName   string `json:"repositoryName"`
	ChartName        string `json:"chartName"`
	ChartVersion     string `json:"chartVersion"`
	ReleaseName      string `json:"releaseName"`
	ReleaseNamespace string `json:"releaseNamespace"`
	HelmChartAction  string `json:"helmChartAction,omitempty"`
	Values           string `json:"values,omitempty"`

	// More are the fields that a lab file says in Sveltos' words, by their names.
	More map[string]any `json:"-"`
}

type plainChart helmChart

// MarshalJSON writes all fields beside each other.
func (c helmChart) MarshalJSON() ([]byte, error) {
	fields, err := asMap(plainChart(c))
	if err != nil {
		return nil, err
	}
	maps.Copy(fields, c.More)
	return json.Marshal(fields)
}

// UnmarshalJSON keeps the fields that it has no names for.
func (c *helmChart) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, (*plainChart)(c)); err != nil {
		return err
	}
	if err := kjson.Unmarshal(data, &c.More); err != nil {
		return err
	}
	for _, name := range spec.ChartFields {
		delete(c.More, name)
	}
	return nil
}

// renderChart names the repository by what stands before the slash in the chart's name, which Sveltos takes off again
// where a registry has no repositories.
func renderChart(chart planner.HelmChart, server string) (helmChart, error) {
	if chart.ConfigMap != "" {
		chart = fromServer(chart, server)
	}
	repository, _, _ := strings.Cut(chart.Chart, "/")
	rendered := helmChart{
		RepositoryURL: chart.RepositoryURL, RepositoryName: repository,
		ChartName: chart.Chart, ChartVersion: chart.Version,
		ReleaseName: chart.Release, ReleaseNamespace: chart.Namespace, HelmChartAction: "Install", More: maps.Clone(chart.More),
	}
	if len(chart.Values) == 0 {
		rendered.More = withReset(rendered.More)
		return rendered, nil
	}
	write := writeText
	if chart.Template {
		write = writeValues
	}
	text, err := write(chart.Values)
	if err != nil {
		return rendered, fmt.Errorf("values of chart %s: %w", chart.Chart, err)
	}
	rendered.Values = text
	return rendered, nil
}

// withReset resets the values, unless the options say otherwise: without any, Helm goes on with those of the release before.
func withReset(more map[string]any) map[string]any {
	options, _ := more["options"].(map[string]any)
	upgrade, _ := options["upgradeOptions"].(map[string]any)
	for _, name := range []string{resetValues, "reuseValues", "resetThenReuseValues"} {
		if _, said := upgrade[name]; said {
			return more
		}
	}
	return with(more, "options", with(options, "upgradeOptions", with(upgrade, resetValues, true)))
}

const resetValues = "resetValues"

func with(fields map[string]any, name string, value any) map[string]any {
	more := map[string]any{name: value}
	for other, is := range fields {
		if other != name {
			more[other] = is
		}
	}
	return more
}

// moreOf is what a live chart has beyond fields of its own, as a lab file writes it.
func moreOf(live helmChart, wanted map[string]any) map[string]any {
	written, _ := crd.ClusterProfile("helmCharts.").AsWritten(live.More, wanted).(map[string]any)
	if options, _ := wanted["options"].(map[string]any); live.Values == "" && !hasReset(options) {
		withoutReset(written)
	}
	return written
}

func hasReset(options map[string]any) bool {
	upgrade, _ := options["upgradeOptions"].(map[string]any)
	return upgrade[resetValues] != nil
}

func withoutReset(written map[string]any) {
	options, _ := written["options"].(map[string]any)
	upgrade, _ := options["upgradeOptions"].(map[string]any)
	delete(upgrade, resetValues)
	if len(upgrade) == 0 {
		delete(options, "upgradeOptions")
	}
	if len(options) == 0 {
		delete(written, "options")
	}
}

// served begins the path of a repository that holds one chart from disk.
const served = "/kaaslab-charts/"

// fromServer names the repository by its content too: Sveltos reads the index of a repository once only.
func fromServer(chart planner.HelmChart, server string) planner.HelmChart {
	chart.RepositoryURL = server + served + chart.ConfigMap
	chart.Chart = chart.ConfigMap + "-" + strings.ReplaceAll(chart.Version, "+", "_") + "/" + chart.Chart
	return chart
}

// toConfigMap undoes fromServer, on whichever port the server was.
func toConfigMap(chart planner.HelmChart) planner.HelmChart {
	at, name, isServed := strings.Cut(chart.RepositoryURL, served)
	if isServed && strings.HasPrefix(at, "http://127.0.0.1:") {
		_, short, _ := strings.Cut(chart.Chart, "/")
		chart.RepositoryURL, chart.ConfigMap, chart.Chart = "", name, short
	}
	return chart
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

// asciiJSON escapes what JSON may hold as it is and YAML may not, which is inside of strings. Beyond the basic plane YAML takes
// characters as they are, and not the two halves that JSON escapes them as.
func asciiJSON(plain []byte) string {
	var text strings.Builder
	for _, c := range string(plain) {
		if c < 0x7f || c > 0xffff {
			text.WriteRune(c)
			continue
		}
		fmt.Fprintf(&text, `\u%04x`, c)
	}
	return text.String()
}

// braces begin what Sveltos takes for a template in values.
const braces = "{{"

// writeText writes values so that Sveltos finds no template in them. It fills in what it finds once for a digest and twice for
// the release, so that no template could stand for its own braces; YAML's escapes are read after that.
func writeText(values map[string]any) (string, error) {
	text, err := writeValues(values)
	if err != nil || !strings.Contains(text, braces) {
		return text, err
	}
	plain, err := json.Marshal(values)
	if err != nil {
		return "", err
	}
	if text, err := quoteBraces(plain); err == nil && readsAs([]byte(text), plain) {
		return text, nil
	}
	return strings.ReplaceAll(asciiJSON(plain), braces, `\u007b\u007b`), nil
}

// quoteBraces writes YAML in which texts with braces stand in quotes, where an escape can take their place.
func quoteBraces(plain []byte) (string, error) {
	var node yamlv3.Node
	if err := yamlv3.Unmarshal(plain, &node); err != nil {
		return "", err
	}
	styleBraces(&node)
	text, err := yamlv3.Marshal(&node)
	return strings.ReplaceAll(string(text), braces, `\x7b\x7b`), err
}

func styleBraces(node *yamlv3.Node) {
	node.Style = 0
	if node.Kind == yamlv3.ScalarNode && strings.Contains(node.Value, braces) {
		node.Style = yamlv3.DoubleQuotedStyle
	}
	for _, inner := range node.Content {
		styleBraces(inner)
	}
}

// readCharts describes charts. The wanted ones say which defaults are written out.
func readCharts(live []helmChart, wanted []planner.HelmChart) []planner.HelmChart {
	more := map[string]map[string]any{}
	for _, chart := range wanted {
		more[chart.Key()] = chart.More
	}
	charts := make([]planner.HelmChart, len(live))
	for i, chart := range live {
		charts[i] = toConfigMap(planner.HelmChart{
			RepositoryURL: chart.RepositoryURL, Chart: chart.ChartName, Version: chart.ChartVersion,
			Release: chart.ReleaseName, Namespace: chart.ReleaseNamespace, Values: readValues(chart.Values),
			Template: strings.Contains(chart.Values, braces),
			More:     moreOf(chart, more[chart.ReleaseNamespace+"/"+chart.ReleaseName]),
		})
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
