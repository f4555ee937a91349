package capi

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// The names of patches that come from the lab file begin so. Names of pools and clusters have no dot.
const (
	patchPrefix        = "classPatches-"
	controlPlanePrefix = "controlPlane."
	workersPrefix      = "workers."
)

// target is a template of a class: its kind, and where in the class it is.
type target struct {
	of    kube.Resource
	where map[string]any
}

// targets are the templates of a class by the words of the lab file.
var targets = map[string]target{
	"infrastructure":      {infrastructureTemplate, map[string]any{"infrastructureCluster": true}},
	"controlPlane":        {controlPlaneTemplate, map[string]any{"controlPlane": true}},
	"controlPlaneMachine": {machineTemplate, map[string]any{"controlPlane": true}},
	"worker":              {bootstrapTemplate, ofWorkers()},
	"workerMachine":       {machineTemplate, ofWorkers()},
}

func ofWorkers() map[string]any {
	return map[string]any{"machineDeploymentClass": map[string]any{"names": []any{workerClass}}}
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
		add(controlPlanePrefix+entry.Clusters, clusters, p.overlays(ofControlPlane, entry.ControlPlane))
		for _, pool := range entry.Workers {
			add(workersPrefix+pool.Name+"."+entry.Clusters, fmt.Sprintf("and (%s) (eq .builtin.machineDeployment.topologyName %q)", clusters, pool.Name), p.overlays(ofPool, pool.Settings))
		}
		var definitions []any
		for _, patch := range entry.ClassPatches {
			fields, _ := patch.(map[string]any)
			word, _ := fields["target"].(string)
			definitions = append(definitions, targets[word].patched(fields["jsonPatches"]))
		}
		add(patchPrefix+entry.Clusters, clusters, definitions)
	}
	return rendered
}

func (t target) patched(patches any) any {
	return map[string]any{
		"selector":    map[string]any{"apiVersion": t.of.APIVersion(), "kind": t.of.Kind, "matchResources": t.where},
		"jsonPatches": patches,
	}
}

func enabledFor(p planner.ClassPatches) string {
	if stem, fleet := p.Stem(); fleet {
		return fmt.Sprintf(`regexMatch "^%s[0-9]+$" .builtin.cluster.name`, stem)
	}
	return fmt.Sprintf(`eq .builtin.cluster.name %q`, p.Clusters)
}

// livePatch is what is read of a patch of a class.
type livePatch struct {
	Name        string           `json:"name"`
	Definitions []liveDefinition `json:"definitions"`
}

type liveDefinition struct {
	Selector struct {
		Kind           string         `json:"kind"`
		MatchResources map[string]any `json:"matchResources"`
	} `json:"selector"`
	JSONPatches []any `json:"jsonPatches"`
}

func (d liveDefinition) target() string { return targetOf(d.Selector.Kind, d.Selector.MatchResources) }

// readPatches reads the patches that came from a lab file.
func readPatches(live []livePatch) []planner.ClassPatches {
	var all []planner.ClassPatches
	of := func(clusters string) *planner.ClassPatches {
		i := slices.IndexFunc(all, func(entry planner.ClassPatches) bool { return entry.Clusters == clusters })
		if i < 0 {
			i, all = len(all), append(all, planner.ClassPatches{Clusters: clusters})
		}
		return &all[i]
	}
	for _, p := range live {
		if clusters, own := strings.CutPrefix(p.Name, patchPrefix); own {
			entry := of(clusters)
			for _, d := range p.Definitions {
				entry.ClassPatches = append(entry.ClassPatches, map[string]any{"target": d.target(), "jsonPatches": d.JSONPatches})
			}
		} else if clusters, own := strings.CutPrefix(p.Name, controlPlanePrefix); own {
			of(clusters).ControlPlane = readOverlays(ofControlPlane, p.Definitions)
		} else if rest, own := strings.CutPrefix(p.Name, workersPrefix); own {
			pool, clusters, _ := strings.Cut(rest, ".")
			entry := of(clusters)
			entry.Workers = append(entry.Workers, planner.PoolPatches{Name: pool, Settings: readOverlays(ofPool, p.Definitions)})
		}
	}
	return all
}

// targetOf is the word for a template, or none if somebody else changed the selector.
func targetOf(kind string, where map[string]any) string {
	for word, t := range targets {
		if t.of.Kind == kind && reflect.DeepEqual(t.where, where) {
			return word
		}
	}
	return ""
}
