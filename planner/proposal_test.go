package planner_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/planner"
)

// TestProposalIsShown: the plan says which subnet a network gets, be it given or chosen, and leaves the choice open.
func TestProposalIsShown(t *testing.T) {
	for given, want := range map[string]string{"": "172.19.0.0/16", "10.9.0.0/16": "10.9.0.0/16"} {
		lab := parseLab(t, map[string]string{"lab.yaml": `
apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
managementCluster: {provider: k3d}
peering: {subnet: "` + given + `"}
workloadClusters: [{name: a}]
`}, "lab.yaml")
		id := planner.ID{Kind: planner.KindNetwork, Name: "kind"}
		state := planner.NewState().WithProposals(planner.Resource{ID: id, Attrs: planner.Network{Subnet: "172.19.0.0/16", MTU: 1450, IPv6: true}})
		plan, err := planner.Compute(lab, state)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range plan.Steps {
			if step.Resource.ID != id {
				continue
			}
			if diff := cmp.Diff([]planner.Change{
				{Field: "ipv6", New: "true", Added: true}, {Field: "mtu", New: "1450", Added: true}, {Field: "subnet", New: want, Added: true},
			}, step.Changes); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
			if got := step.Resource.Attrs.(planner.Network).Subnet; got != given {
				t.Errorf("the subnet to create is %q, want %q", got, given)
			}
		}
	}
}
