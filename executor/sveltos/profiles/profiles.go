package profiles

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	kjson "k8s.io/apimachinery/pkg/util/json"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/crd"
)

// profiles is the content of ClusterProfiles and Profiles.
type profiles struct {
	charts func() (string, error)
}

func (profiles) kind() planner.Kind { return planner.KindClusterProfile }

func (profiles) name(live kube.Meta) string { return live.Name }

func (profiles) at(r planner.Resource) place {
	attrs, _ := r.Attrs.(planner.ClusterProfile)
	return profileAt(attrs.Namespace, r.ID.Name)
}

func (profiles) look(ctx context.Context, client *kube.Client, v *view) error {
	if err := list(ctx, client, kube.ClusterProfiles, kube.Query{}, v.add); err != nil {
		return err
	}
	return list(ctx, client, kube.Profiles, kube.Query{}, v.add)
}

// profileSpec is what kaaslab decides of a ClusterProfile or Profile. An empty list is left out, so that a list of another program
// stays where a lab wants none.
type profileSpec struct {
	ClusterSelector spec.Selector            `json:"clusterSelector,omitzero"`
	ClusterRefs     []corev1.ObjectReference `json:"clusterRefs,omitempty"`
	SyncMode        string                   `json:"syncMode,omitempty"`
	DependsOn       []string                 `json:"dependsOn,omitempty"`
	HelmCharts      []helmChart              `json:"helmCharts,omitempty"`
	PolicyRefs      []policyRef              `json:"policyRefs,omitempty"`

	// all are the fields as they are there.
	all map[string]any
	// home is the namespace of what carries the profile's manifests.
	home string
}

// refsField has references of kaaslab's own first, and behind them those of the lab file.
const refsField = "policyRefs"

// UnmarshalJSON keeps the fields that it has no names for.
func (s *profileSpec) UnmarshalJSON(data []byte) error {
	type plain profileSpec
	if err := json.Unmarshal(data, (*plain)(s)); err != nil {
		return err
	}
	return kjson.Unmarshal(data, &s.all)
}

// more are the fields beyond kaaslab's own that a lab wants, or that it holds, as a lab file writes them.
func (s *profileSpec) more(wanted map[string]any, held kube.Held) map[string]any {
	found := map[string]any{}
	for name, value := range s.all {
		if _, isWanted := wanted[name]; !slices.Contains(spec.ProfileFields, name) && (isWanted || held.Has(name)) {
			found[name] = value
		}
	}
	if refs, isWanted := wanted[refsField].([]any); isWanted {
		found[refsField] = s.divide(refs)
	}
	written, _ := crd.ClusterProfile("").AsWritten(found, wanted).(map[string]any)
	return written
}

// told is what Sveltos is told of ConfigMaps and Secrets of kaaslab's own.
func (s *profileSpec) told(wanted map[string]map[string]any) map[string]map[string]any {
	told := map[string]map[string]any{}
	refs, _ := s.all[refsField].([]any)
	for _, ref := range refs {
		fields, _ := ref.(map[string]any)
		object, _ := fields["name"].(string)
		name := planner.CarrierName(s.home, object)
		more := maps.Clone(fields)
		maps.DeleteFunc(more, func(field string, _ any) bool {
			return slices.Contains([]string{"kind", "namespace", "name", "tier"}, field)
		})
		written, _ := crd.ClusterProfile("policyRefs.").AsWritten(more, any(wanted[name])).(map[string]any)
		if fields["namespace"] == s.home && len(written) > 0 {
			told[name] = written
		}
	}
	return told
}

// divide takes the references that a lab file says in Sveltos' words, which are those and all that kaaslab would not make, from
// those to its own ConfigMaps and Secrets.
func (s *profileSpec) divide(wanted []any) []any {
	var own []policyRef
	said := []any{}
	all, _ := s.all[refsField].([]any)
	for i, ref := range s.PolicyRefs {
		isSaid := slices.ContainsFunc(wanted, func(other any) bool {
			fields, _ := other.(map[string]any)
			return fields["kind"] == ref.Kind && fields["name"] == ref.Name && fields["namespace"] == ref.Namespace
		})
		if ref.isOwn(s.home) && !isSaid {
			own = append(own, ref)
			continue
		}
		said = append(said, all[i])
	}
	s.PolicyRefs = own
	return said
}

func (p profiles) render(r planner.Resource, live kube.Object) (kube.Object, error) {
	attrs, at := r.Attrs.(planner.ClusterProfile), p.at(r)
	made := profileSpec{ClusterSelector: attrs.Selector, ClusterRefs: clusterRefs(attrs.ClusterRefs), SyncMode: attrs.SyncMode, DependsOn: attrs.DependsOn}
	for _, chart := range attrs.HelmCharts {
		server, err := p.serving(chart)
		if err != nil {
			return nil, err
		}
		rendered, err := renderChart(chart, server)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		made.HelmCharts = append(made.HelmCharts, rendered)
	}
	before, err := readSpec(live)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", at, err)
	}
	before.more(attrs.Spec, kube.Held{}) // takes off the references of the lab file's own
	made.PolicyRefs = refsTo(attrs.ConfigMaps, attrs.Secrets, before.PolicyRefs)
	object := at.object()
	fields, err := asMap(made)
	refs, _ := fields[refsField].([]any)
	for _, ref := range refs {
		ref := ref.(map[string]any)
		maps.Copy(ref, attrs.References[planner.CarrierName(ref["namespace"].(string), ref["name"].(string))])
	}
	for name, value := range attrs.Spec {
		if own, isList := fields[name].([]any); isList {
			value = append(own, value.([]any)...)
		}
		fields[name] = value
	}
	object["spec"] = fields
	return object, err
}

// serving is where Sveltos finds a chart from disk.
func (p profiles) serving(chart planner.HelmChart) (string, error) {
	if chart.ConfigMap == "" {
		return "", nil
	}
	return p.charts()
}

func asMap(value any) (map[string]any, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	var fields map[string]any
	return fields, json.Unmarshal(data, &fields)
}

func (profiles) read(live kube.Object, wanted planner.Attrs, held kube.Held) (planner.Resource, error) {
	found, err := readSpec(live)
	if err != nil {
		return planner.Resource{}, fmt.Errorf("%s: %w", profileAt(live.Namespace(), live.Name()), err)
	}
	want, _ := wanted.(planner.ClusterProfile)
	held = held.At("spec")
	attrs := planner.ClusterProfile{Namespace: live.Namespace(), Selector: found.ClusterSelector, ClusterRefs: namesOf(found.ClusterRefs), SyncMode: found.SyncMode}
	if len(want.DependsOn) > 0 || held.Has("dependsOn") {
		attrs.DependsOn = found.DependsOn
	}
	if len(want.HelmCharts) > 0 || held.Has("helmCharts") {
		attrs.HelmCharts = readCharts(found.HelmCharts, want.HelmCharts)
	}
	attrs.Spec = found.more(want.Spec, held)
	if len(want.ConfigMaps)+len(want.Secrets) > 0 || held.Has("policyRefs") {
		attrs.ConfigMaps, attrs.Secrets = readRefs(found.PolicyRefs, found.home)
		attrs.References = found.told(want.References)
	}
	return planner.ClusterProfileResource(live.Name(), attrs), nil
}

func readSpec(live kube.Object) (profileSpec, error) {
	var found profileSpec
	data, err := json.Marshal(live["spec"])
	if err != nil {
		return found, err
	}
	err = json.Unmarshal(data, &found)
	found.home = carriersOf(live.Namespace())
	return found, err
}

// clusterRefs names clusters of the lab as Sveltos wants them named.
func clusterRefs(names []string) []corev1.ObjectReference {
	var refs []corev1.ObjectReference
	for _, name := range names {
		namespace, name, elsewhere := strings.Cut(name, "/")
		if !elsewhere {
			namespace, name = kube.Namespace, namespace
		}
		refs = append(refs, corev1.ObjectReference{
			APIVersion: topology.Clusters.APIVersion(), Kind: topology.Clusters.Kind, Namespace: namespace, Name: name,
		})
	}
	return refs
}

// namesOf is the other way round. What is no cluster of a lab keeps what tells it from one.
func namesOf(refs []corev1.ObjectReference) []string {
	var names []string
	for _, ref := range refs {
		name := ref.Name
		if ref.Namespace != kube.Namespace {
			name = ref.Namespace + "/" + name
		}
		if ref.GroupVersionKind().Group != topology.Clusters.Group {
			name = ref.Kind + " " + name
		}
		names = append(names, name)
	}
	return names
}
