package clusters

import (
	"fmt"

	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec/classpatch"
)

// templates are the kinds of a class's templates.
var templates = map[string]kube.Resource{
	infrastructure.ClusterTemplate.Kind: infrastructure.ClusterTemplate, infrastructure.ControlPlaneTemplate.Kind: infrastructure.ControlPlaneTemplate,
	infrastructure.BootstrapTemplate.Kind: infrastructure.BootstrapTemplate, infrastructure.MachineTemplate.Kind: infrastructure.MachineTemplate,
}

// renderPatches writes what the entries of the lab file change, each for its own clusters: a class is shared, and a cluster could
// not change to another without being made anew. JSON patches come last, so that they have the last word.
func (p parts) renderPatches(all []planner.ClassPatches) []any {
	var rendered []any
	add := func(name, condition string, definitions []any) {
		if len(definitions) > 0 {
			rendered = append(rendered, map[string]any{"name": name, "enabledIf": "{{ " + condition + " }}", "definitions": definitions})
		}
	}
	for _, entry := range all {
		clusters := enabledFor(entry)
		add(entry.ClusterName(), clusters, p.overlays(classpatch.OfCluster, entry.Cluster))
		add(entry.ControlPlaneName(), clusters, p.overlays(classpatch.OfControlPlane, entry.ControlPlane))
		for _, pool := range entry.Workers {
			add(entry.WorkersName(pool.Name), fmt.Sprintf("and (%s) (eq .builtin.machineDeployment.topologyName %q)", clusters, pool.Name), p.overlays(classpatch.OfPool, pool.Settings))
		}
		var definitions []any
		for _, patch := range entry.ClassPatches {
			fields, _ := patch.(map[string]any)
			word, _ := fields["target"].(string)
			definitions = append(definitions, patched(word, fields["jsonPatches"]))
		}
		add(entry.PatchName(), clusters, definitions)
	}
	return rendered
}

// patched changes the template that a word of the lab file means.
func patched(word string, patches any) any {
	target := classpatch.Targets[word]
	return map[string]any{
		"selector":    map[string]any{"apiVersion": templates[target.Kind].APIVersion(), "kind": target.Kind, "matchResources": target.Where},
		"jsonPatches": patches,
	}
}

func enabledFor(p planner.ClassPatches) string {
	if stem, fleet := p.Stem(); fleet {
		return fmt.Sprintf(`regexMatch "^%s[0-9]+$" .builtin.cluster.name`, stem)
	}
	return fmt.Sprintf(`eq .builtin.cluster.name %q`, p.Clusters)
}
