package adoption

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// profile is what is read of a ClusterProfile.
type profile struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		Selector   planner.Selector `json:"clusterSelector"`
		SyncMode   string           `json:"syncMode"`
		DependsOn  []string         `json:"dependsOn"`
		HelmCharts []map[string]any `json:"helmCharts"`
		PolicyRefs []map[string]any `json:"policyRefs"`
	} `json:"spec"`

	refs []*reference // of PolicyRefs
	left string       // why it cannot be taken over
}

func (p *profile) id() planner.ID {
	return planner.ID{Kind: planner.KindClusterProfile, Name: p.Metadata.Name}
}

// sayable are the fields of a chart that a lab file can say. The list of charts is written as a whole, so that another field
// would be lost.
var sayable = map[string]bool{
	"repositoryURL": true, "repositoryName": true, "chartName": true, "chartVersion": true,
	"releaseName": true, "releaseNamespace": true, "helmChartAction": true, "values": true,
}

// resetting are the options of a chart without values: kaaslab writes them itself.
var resetting = any(map[string]any{"upgradeOptions": map[string]any{"resetValues": true}})

// whyNot finds what a lab file cannot say of the profile. On which profiles it depends is judged with those.
func (p *profile) whyNot(s *Survey) string {
	for _, chart := range p.Spec.HelmCharts {
		if reason := whyNotChart(chart); reason != "" {
			return "its chart " + text(chart, "chartName") + " " + reason
		}
	}
	for _, ref := range p.refs {
		if reason := ref.whyNot(); reason != "" {
			return ref.String() + ", which it installs, " + reason
		}
	}
	files := draft.Files{}
	entry := p.entry(files, "lab.yaml")
	entry.DependsOn = nil
	return s.refusal(draft.Lab{AddonProfiles: []draft.AddonProfile{entry}}, files)
}

func whyNotChart(chart map[string]any) string {
	for name, value := range chart {
		if own := name == "options" && reflect.DeepEqual(value, resetting); !sayable[name] && !own {
			return "has " + name
		}
	}
	values := text(chart, "values")
	if action := text(chart, "helmChartAction"); action != "Install" && action != "" {
		return "is not to be installed"
	}
	_, err := valuesOf(chart)
	switch {
	case err != nil && isTemplate(values):
		return "has values that are a template and no YAML"
	case err != nil:
		return "has values that are no YAML mapping"
	}
	return ""
}

func isTemplate(values string) bool { return strings.Contains(values, "{{") }

// valuesOf keeps numbers as they stand: as floats, large ones would be others.
func valuesOf(chart map[string]any) (map[string]any, error) {
	data, err := yaml.YAMLToJSON([]byte(text(chart, "values")))
	if err != nil {
		return nil, err
	}
	var values map[string]any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return values, decoder.Decode(&values)
}

func text(fields map[string]any, name string) string {
	value, _ := fields[name].(string)
	return value
}
