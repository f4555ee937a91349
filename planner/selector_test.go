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

func TestProfileSelectsByNameAndByLabels(t *testing.T) {
	labels := map[string]string{"cni": "cilium", "tier": "gold"}
	expression := func(key, operator string, values ...string) planner.ClusterProfile {
		return planner.ClusterProfile{Selector: spec.Selector{MatchExpressions: []spec.Requirement{{Key: key, Operator: operator, Values: values}}}}
	}
	byLabels := func(labels map[string]string) planner.ClusterProfile {
		return planner.ClusterProfile{Selector: spec.Selector{MatchLabels: labels}}
	}
	for name, test := range map[string]struct {
		profile planner.ClusterProfile
		want    bool
	}{
		"labels":             {byLabels(map[string]string{planner.LabLabel: "kaas", "cni": "cilium"}), true},
		"another lab":        {byLabels(map[string]string{planner.LabLabel: "other", "cni": "cilium"}), false},
		"in":                 {expression("tier", "In", "gold", "silver"), true},
		"not in":             {expression("tier", "NotIn", "gold"), false},
		"not in nothing":     {expression("tier", "NotIn"), false},
		"exists":             {expression("cni", "Exists"), true},
		"does not exist":     {expression("cni", "DoesNotExist"), false},
		"nonsense":           {expression("cni", "Like", "c"), false},
		"nothing":            {planner.ClusterProfile{}, false},
		"its name":           {planner.ClusterProfile{ClusterRefs: []string{"one"}}, true},
		"its namespace":      {planner.ClusterProfile{Namespace: "team-a", ClusterRefs: []string{"team-a/one"}}, true},
		"another namespace":  {planner.ClusterProfile{Namespace: "team-b", ClusterRefs: []string{"team-a/one"}, Selector: spec.Selector{MatchLabels: labels}}, false},
		"the name of others": {planner.ClusterProfile{ClusterRefs: []string{"two"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := test.profile.Selects("kaas", planner.Candidate{Name: "one", Home: "team-a", Labels: labels}); got != test.want {
				t.Errorf("got %t", got)
			}
		})
	}
}
