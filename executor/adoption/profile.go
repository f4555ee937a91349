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

// profile is what is read of a ClusterProfile or Profile.
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

func (p *profile) of() kube.Resource { return kube.ProfilesOf(p.Metadata.Namespace) }

func (p *profile) String() string { return p.of().Describe(p.Metadata.Namespace, p.Metadata.Name) }

// reaches says whether the profile can be for a cluster: a Profile is for those of its namespace.
func (p *profile) reaches(c *cluster) bool {
	return p.Metadata.Namespace == "" || p.Metadata.Namespace == c.Metadata.Namespace
}

// names says whether the profile is for a cluster by its name.
func (p *profile) names(c *cluster) bool {
	return slices.ContainsFunc(p.Spec.ClusterRefs, func(ref corev1.ObjectReference) bool { return isOf(ref, c) })
}

// selects says whether the profile is for a cluster, by its labels or by its name.
func (p *profile) selects(c *cluster) bool {
	return p.reaches(c) && (p.names(c) || p.Spec.Selector.Matches(c.Metadata.Labels))
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
	p.limit()
	return err
}

// limit does what Sveltos does before it reads a Profile: what it refers to is in its namespace, whatever stands there.
func (p *profile) limit() {
	if p.Metadata.Namespace == "" {
		return
	}
	for i := range p.Spec.ClusterRefs {
		p.Spec.ClusterRefs[i].Namespace = p.Metadata.Namespace
	}
	for _, ref := range p.Spec.PolicyRefs {
		ref["namespace"] = p.Metadata.Namespace
	}
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
	if other := s.profileOfName(p); other != nil {
		return "has the name of " + other.String() + ", and a lab names its profiles apart"
	}
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
	return s.refusal(draft.Lab{AddonProfiles: []draft.AddonProfile{entry}, WorkloadClusters: s.named(p)}, files)
}

// named are the clusters by which a lab file with the profile alone is judged: those that it names, and one, of its namespace if there
// is one.
func (s *Survey) named(p *profile) (entries []draft.WorkloadCluster) {
	var one []draft.WorkloadCluster
	hasNear := false
	for _, c := range s.clusters {
		switch near := p.reaches(c); {
		case c.left != "":
		case near && p.names(c):
			entries, hasNear = append(entries, c.named()), true
		case len(one) == 0 || near && !hasNear:
			one, hasNear = []draft.WorkloadCluster{c.named()}, near
		}
	}
	return append(entries, one...)
}

// profileOfName finds a profile of another namespace, or of none, that the lab takes over under the name.
func (s *Survey) profileOfName(p *profile) *profile {
	for _, other := range s.profiles {
		if other == p {
			break
		}
		if other.Metadata.Name == p.Metadata.Name && other.left == "" {
			return other
		}
	}
	return nil
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
