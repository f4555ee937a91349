package planner_test

import (
	"testing"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestProfilesSelectTheirOwnLabOnly holds also for a lab that no file has checked.
func TestProfilesSelectTheirOwnLabOnly(t *testing.T) {
	lab := &spec.Lab{Name: "demo", AddonProfiles: []spec.AddonProfile{{
		Name: "a", ClusterSelector: spec.Selector{MatchLabels: map[string]string{planner.LabLabel: "other", "cni": "cilium"}},
	}}}
	for _, r := range planner.Desired(lab) {
		if profile, ok := r.Attrs.(planner.ClusterProfile); ok {
			if got := profile.Selector.MatchLabels; got[planner.LabLabel] != "demo" || got["cni"] != "cilium" {
				t.Errorf("selects %v", got)
			}
			return
		}
	}
	t.Fatal("the lab has no profile")
}
