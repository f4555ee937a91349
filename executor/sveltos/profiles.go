package sveltos

import (
	"encoding/json"
	"fmt"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

var profileResource = kube.Resource{
	Group: "config.projectsveltos.io", Version: "v1beta1", Kind: "ClusterProfile", Plural: "clusterprofiles",
}

// profiles is the content of ClusterProfiles.
type profiles struct {
	charts func() (string, error)
}

func (profiles) kind() planner.Kind { return planner.KindClusterProfile }

// profileSpec is what kaaslab decides of a ClusterProfile. An empty list is left out, so that a list of another program
// stays where a lab wants none.
type profileSpec struct {
	ClusterSelector planner.Selector `json:"clusterSelector"`
	SyncMode        string           `json:"syncMode,omitempty"`
	DependsOn       []string         `json:"dependsOn,omitempty"`
	HelmCharts      []helmChart      `json:"helmCharts,omitempty"`
	PolicyRefs      []policyRef      `json:"policyRefs,omitempty"`
}

func (p profiles) render(r planner.Resource, live kube.Object) (kube.Object, error) {
	attrs := r.Attrs.(planner.ClusterProfile)
	spec := profileSpec{ClusterSelector: attrs.Selector, SyncMode: attrs.SyncMode, DependsOn: attrs.DependsOn}
	for _, chart := range attrs.HelmCharts {
		server, err := p.serving(chart)
		if err != nil {
			return nil, err
		}
		rendered, err := renderChart(chart, server)
		if err != nil {
			return nil, fmt.Errorf("ClusterProfile %s: %w", r.ID.Name, err)
		}
		spec.HelmCharts = append(spec.HelmCharts, rendered)
	}
	before, err := readSpec(live)
	if err != nil {
		return nil, fmt.Errorf("ClusterProfile %s: %w", r.ID.Name, err)
	}
	spec.PolicyRefs = refsTo(attrs.ConfigMaps, attrs.Secrets, before.PolicyRefs)
	object := profileResource.New("", r.ID.Name)
	fields, err := asMap(spec)
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
	spec, err := readSpec(live)
	if err != nil {
		return planner.Resource{}, fmt.Errorf("ClusterProfile %s: %w", live.Name(), err)
	}
	want, _ := wanted.(planner.ClusterProfile)
	held = held.At("spec")
	attrs := planner.ClusterProfile{Selector: spec.ClusterSelector, SyncMode: spec.SyncMode}
	if len(want.DependsOn) > 0 || held.Has("dependsOn") {
		attrs.DependsOn = spec.DependsOn
	}
	if len(want.HelmCharts) > 0 || held.Has("helmCharts") {
		attrs.HelmCharts = readCharts(spec.HelmCharts)
	}
	if len(want.ConfigMaps)+len(want.Secrets) > 0 || held.Has("policyRefs") {
		attrs.ConfigMaps, attrs.Secrets = readRefs(spec.PolicyRefs)
	}
	return planner.ClusterProfileResource(live.Name(), attrs), nil
}

func readSpec(live kube.Object) (profileSpec, error) {
	var spec profileSpec
	data, err := json.Marshal(live["spec"])
	if err != nil {
		return spec, err
	}
	return spec, json.Unmarshal(data, &spec)
}
