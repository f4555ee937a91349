package kube

import (
	"strings"

	"github.com/kaaslab/kaaslab/planner"
)

// Difference says in a few words how a live object differs from the wanted one in the fields that matter, or nothing.
func Difference(live, wanted Object, held Held) string {
	restricted := Restrict(live, wanted, held)
	changes := planner.Diff(planner.Object{Manifest: content(restricted)}, planner.Object{Manifest: content(wanted)})
	if len(changes) > 0 {
		return strings.TrimPrefix(changes[0].Field, "manifest.") + " is not what the lab set"
	}
	if path := NotHeld(wanted, held); path != "" {
		return "somebody else set " + path
	}
	return ""
}

// content leaves out what says which object it is, and the label that Apply adds.
func content(object Object) planner.Manifest {
	metadata := map[string]any{}
	for _, key := range []string{"labels", "annotations"} {
		texts, _ := object.Map("metadata")[key].(map[string]any)
		for name, text := range texts {
			if name != planner.LabLabel {
				metadata[key+"."+name] = text
			}
		}
	}
	compared := planner.Manifest{"metadata": metadata}
	for key, value := range object {
		if key != "metadata" && key != "apiVersion" && key != "kind" {
			compared[key] = value
		}
	}
	return compared
}
