package capi

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"

	"github.com/kaaslab/kaaslab/planner"
)

func TestPatchesOfTheLabFileAreReadBack(t *testing.T) {
	attrs := planner.ClusterClass{Revision: 1}
	for _, clusters := range []string{"a", "fleet-*"} {
		patches := planner.ClassPatches{Clusters: clusters}
		for _, word := range []string{"infrastructure", "controlPlane", "controlPlaneMachine", "worker", "workerMachine"} {
			patches.ClassPatches = append(patches.ClassPatches, map[string]any{"target": word, "jsonPatches": []any{
				map[string]any{"op": "add", "path": "/spec/template/spec/" + word, "value": []any{"x"}},
			}})
		}
		attrs.Patches = append(attrs.Patches, patches)
	}
	rendered := render("lab-docker", attrs, dockerParts("lab")).class
	strict(t, rendered, &clusterv1.ClusterClass{})
	golden(t, "class-patches.yaml", rendered)
	text, err := json.Marshal(rendered)
	var live liveClass
	if err == nil {
		err = json.Unmarshal(text, &live)
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(attrs.Patches, readPatches(live.Spec.Patches)); diff != "" {
		t.Errorf("patches (-rendered +read):\n%s", diff)
	}
}
