package capi

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// patchPrefix begins the names of patches that come from the lab file.
const patchPrefix = "classPatches-"

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

// renderPatches writes the patches of the lab file, each for the clusters of its entry: a class is shared, and a cluster could not
// change to another without being made anew.
func renderPatches(all []planner.ClassPatches) []any {
	var rendered []any
	for _, p := range all {
		var definitions []any
		for _, patch := range p.ClassPatches {
			fields, _ := patch.(map[string]any)
			word, _ := fields["target"].(string)
			t := targets[word]
			definitions = append(definitions, map[string]any{
				"selector":    map[string]any{"apiVersion": t.of.APIVersion(), "kind": t.of.Kind, "matchResources": t.where},
				"jsonPatches": fields["jsonPatches"],
			})
		}
		rendered = append(rendered, map[string]any{"name": patchPrefix + p.Clusters, "enabledIf": enabledFor(p), "definitions": definitions})
	}
	return rendered
}

func enabledFor(p planner.ClassPatches) string {
	if stem, fleet := p.Stem(); fleet {
		return fmt.Sprintf(`{{ regexMatch "^%s[0-9]+$" .builtin.cluster.name }}`, stem)
	}
	return fmt.Sprintf(`{{ eq .builtin.cluster.name %q }}`, p.Clusters)
}

// livePatch is what is read of a patch of a class.
type livePatch struct {
	Name        string `json:"name"`
	Definitions []struct {
		Selector struct {
			Kind           string         `json:"kind"`
			MatchResources map[string]any `json:"matchResources"`
		} `json:"selector"`
		JSONPatches []any `json:"jsonPatches"`
	} `json:"definitions"`
}

// readPatches reads the patches that came from a lab file.
func readPatches(live []livePatch) []planner.ClassPatches {
	var all []planner.ClassPatches
	for _, p := range live {
		clusters, own := strings.CutPrefix(p.Name, patchPrefix)
		if !own {
			continue
		}
		read := planner.ClassPatches{Clusters: clusters}
		for _, d := range p.Definitions {
			read.ClassPatches = append(read.ClassPatches, map[string]any{
				"target": targetOf(d.Selector.Kind, d.Selector.MatchResources), "jsonPatches": d.JSONPatches,
			})
		}
		all = append(all, read)
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
