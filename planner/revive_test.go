package planner_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
)

const onK3d = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
managementCluster: {provider: k3d, name: m}
addonProfiles:
- {name: x, clusterSelector: {matchLabels: {a: b}}, manifests: [x.yaml]}
`

// TestStartWaitsForTheControllers, once what they run in is up, and for nothing that people have in it.
func TestStartWaitsForTheControllers(t *testing.T) {
	lab := parseLab(t, map[string]string{"lab.yaml": onK3d, "x.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n"}, "lab.yaml")
	phases := map[planner.Kind]planner.Phase{planner.KindClusterAPI: planner.NotReady, planner.KindSveltos: planner.NotReady, planner.KindClusterProfile: planner.NotReady}
	state := func(management planner.Phase) planner.State {
		var observed []planner.Observed
		for _, r := range planner.Desired(lab) {
			o := planner.Observed{Resource: r, Owner: "demo", Phase: planner.Ready}
			if phase, known := phases[r.ID.Kind]; known {
				o.Phase, o.Detail = phase, "0 of 1 available"
			}
			if r.ID.Kind == planner.KindManagementCluster {
				o.Phase = management
			}
			observed = append(observed, o)
		}
		return planner.NewState(observed...)
	}
	older := planner.ClusterAPI{Version: "v1.14.0"}
	upgraded := state(planner.Ready).All()
	for i := range upgraded {
		if upgraded[i].ID.Kind == planner.KindClusterAPI {
			upgraded[i].Attrs = older
		}
	}
	plan, err := planner.Revive(lab, planner.NewState(upgraded...))
	if diff := cmp.Diff([]string{"ensure sveltos/projectsveltos"}, stepIDs(plan)); err != nil || diff != "" {
		t.Errorf("with another Cluster API than the lab file says (-want +got):\n%s, %v", diff, err)
	}
	for management, want := range map[planner.Phase][]string{
		planner.Stopped: {"ensure managementCluster/m"},
		planner.Ready:   {"ensure clusterAPI/cluster-api", "ensure sveltos/projectsveltos"},
	} {
		plan, err := planner.Revive(lab, state(management))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, stepIDs(plan)); diff != "" {
			t.Errorf("with a management cluster that is %s (-want +got):\n%s", management, diff)
		}
	}
}
