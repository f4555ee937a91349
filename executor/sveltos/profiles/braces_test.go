package profiles

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"text/template"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/planner"
)

// asSveltos fills in a chart's values as Sveltos v1.14 does: the field as YAML, then its text, and the digest from the text alone.
func asSveltos(t *testing.T, text string) (release, digest map[string]any) {
	t.Helper()
	field, err := yaml.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	var once string
	if err := yaml.Unmarshal([]byte(filledIn(t, string(field))), &once); err != nil {
		t.Fatal(err)
	}
	return readBySveltos(t, once), readBySveltos(t, text)
}

func readBySveltos(t *testing.T, text string) (values map[string]any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(filledIn(t, text)), &values); err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	return values
}

func filledIn(t *testing.T, text string) string {
	t.Helper()
	made, err := template.New("values").Option("missingkey=error").Parse(text)
	if err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	var out bytes.Buffer
	if err := made.Execute(&out, map[string]any{"Cluster": map[string]any{"name": "one"}}); err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	return out.String()
}

// textValues are values whose braces are not for Sveltos.
var textValues = []string{
	`{"config":"{{ .Values.host }}"}`,
	`{"alert":{"summary":"{{ $labels.job }} is {{ $value }}","plain":"yes","number":1.5,"long":"` + strings.Repeat("{{ a }} and words ", 30) + `"}}`,
	`{"list":["{{","{{{{{","}}","a\\{{b","\"{{\"","'{{'","{ {"],"{{ key }}":{"{{":null}}`,
	`{"text":"first\n  {{- if .A }}\n\tsecond: \"{{ .B }}\"\n{{- end }}\n","on":"off","<<":"{{ merge }}"}`,
	"{\"odd\":\"{{\\u2028 \\u0085 \\u0001 \u00e9 \U0001F600 }}\"}",
	`{"nested":"{{ \"{{\" }} {{/* comment */}}"}`,
}

func TestSveltosLeavesTextWithBracesAlone(t *testing.T) {
	for _, text := range textValues {
		var values map[string]any
		if err := json.Unmarshal([]byte(text), &values); err != nil {
			t.Fatal(err)
		}
		want := planner.HelmChart{Chart: "r/c", Release: "r", Values: values}
		rendered, err := renderChart(want, "")
		if err != nil {
			t.Fatal(err)
		}
		release, digest := asSveltos(t, rendered.Values)
		if diff := cmp.Diff(values, release) + cmp.Diff(values, digest); diff != "" {
			t.Errorf("the chart does not get what the file says (-want +got):\n%s\n%s", diff, rendered.Values)
		}
		if diff := cmp.Diff([]planner.HelmChart{want}, readCharts([]helmChart{rendered}, nil), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("it is a change for ever (-want +got):\n%s\n%s", diff, rendered.Values)
		}
	}
}

func TestSveltosFillsInTemplates(t *testing.T) {
	want := planner.HelmChart{Chart: "r/c", Release: "r", Template: true, Values: map[string]any{"name": "{{ .Cluster.name }}"}}
	rendered, err := renderChart(want, "")
	if err != nil {
		t.Fatal(err)
	}
	if release, _ := asSveltos(t, rendered.Values); release["name"] != "one" {
		t.Errorf("got %v", release)
	}
	if diff := cmp.Diff([]planner.HelmChart{want}, readCharts([]helmChart{rendered}, nil), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("it is a change for ever (-want +got):\n%s", diff)
	}
}
