package install

import (
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Objects are what the chart of Sveltos is rendered to for a lab. It asks no cluster.
func (h *Handler) Objects(wanted planner.Sveltos) ([]map[string]any, error) {
	loaded, err := h.fetch(wanted)
	if err != nil {
		return nil, err
	}
	release := planner.Release{Name: releaseName, Namespace: namespace, Values: valuesFor(wanted, nil)}
	rendered, err := charts.Wrap(loaded).Render(release, charts.Target{})
	if err != nil {
		return nil, err
	}
	return slices.Concat(rendered.Objects, rendered.HookObjects), nil
}

// driftDetection are images that controllers of Sveltos name by a digest of their own, by version.
var driftDetection = map[string]string{
	spec.BuiltInSveltos: "docker.io/projectsveltos/drift-detection-manager@sha256:485cb5d78fc701347d06539302eda642694902acebab268cd528eaf59424c0d3",
}

// Agents are the images of what Sveltos' controllers start for each workload cluster. No chart names them.
func Agents(version string, profiles []spec.AddonProfile) []string {
	agents := []string{"docker.io/projectsveltos/sveltos-agent:v" + version}
	if slices.ContainsFunc(profiles, func(p spec.AddonProfile) bool { return p.SyncMode == spec.SyncContinuousWithDriftDetection }) {
		image := driftDetection[version]
		if image == "" {
			image = "docker.io/projectsveltos/drift-detection-manager:v" + version
		}
		agents = append(agents, image)
	}
	return agents
}

// deploymentsIn lists the Deployments in what a chart was rendered to, by name.
func deploymentsIn(manifest string) []*kube.Deployment {
	var list []*kube.Deployment
	for _, document := range documentsIn(manifest) {
		var object struct {
			kube.Deployment
			Kind string `json:"kind"`
		}
		if err := yaml.Unmarshal([]byte(document), &object); err == nil && object.Kind == kube.Deployments.Kind {
			list = append(list, &object.Deployment)
		}
	}
	slices.SortFunc(list, func(a, b *kube.Deployment) int { return strings.Compare(a.Metadata.Name, b.Metadata.Name) })
	return list
}
