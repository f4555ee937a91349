package adoption

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	kjson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// profile is what is read of a ClusterProfile.
type profile struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		Selector    spec.Selector            `json:"clusterSelector"`
		ClusterRefs []corev1.ObjectReference `json:"clusterRefs"`
		SyncMode    string                   `json:"syncMode"`
		DependsOn   []string                 `json:"dependsOn"`
		HelmCharts  []map[string]any         `json:"helmCharts"`
		PolicyRefs  []map[string]any         `json:"policyRefs"`
	} `json:"spec"`

	fields map[string]any // of the spec, as they are there
	refs   []*reference   // of PolicyRefs
	left   string         // why it cannot be taken over
}

func (p *profile) id() planner.ID {
	return planner.ID{Kind: planner.KindClusterProfile, Name: p.Metadata.Name}
}

// selects says whether the profile is for a cluster, by its labels or by its name.
func (p *profile) selects(c *cluster) bool {
	isNamed := slices.ContainsFunc(p.Spec.ClusterRefs, func(ref corev1.ObjectReference) bool { return isOf(ref, c) })
	return isNamed || p.Spec.Selector.Matches(c.Metadata.Labels)
}

// isOf says whether a reference, of whichever version, is to a cluster.
func isOf(ref corev1.ObjectReference, c *cluster) bool {
	return ref.GroupVersionKind().Group == topology.Clusters.Group && ref.Kind == topology.Clusters.Kind &&
		ref.Namespace == c.Metadata.Namespace && ref.Name == c.Metadata.Name
}

// unmarked takes the label of the lab from the selector.
func (p *profile) unmarked() map[string]any {
	if len(p.Spec.Selector.MatchLabels) == 0 {
		return nil
	}
	return map[string]any{"clusterSelector": map[string]any{"matchLabels": map[string]any{planner.LabLabel: nil}}}
}

// UnmarshalJSON keeps all fields of the spec.
func (p *profile) UnmarshalJSON(data []byte) error {
	type plain profile
	if err := json.Unmarshal(data, (*plain)(p)); err != nil {
		return err
	}
	var all struct {
		Spec map[string]any `json:"spec"`
	}
	err := kjson.Unmarshal(data, &all)
	p.fields = all.Spec
	return err
}

// more are the fields beyond those that have keys of their own.
func (p *profile) more() map[string]any {
	fields := maps.Clone(p.fields)
	for _, name := range spec.ProfileFields {
		delete(fields, name)
	}
	return draft.MoreOfProfile(fields)
}

// moreOfChart does the same for a chart.
func moreOfChart(chart map[string]any) map[string]any {
	fields := maps.Clone(chart)
	maps.DeleteFunc(fields, func(name string, _ any) bool { return slices.Contains(spec.ChartFields, name) })
	return draft.MoreOfChart(fields)
}

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
	values := text(chart, "values")
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
