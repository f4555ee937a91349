package planner_test

import (
	"slices"
	"testing"

	"github.com/kaaslab/kaaslab/planner"
)

// TestLossOfAHolderNeedsLeave: however the lab file comes to ask for it, a management cluster goes with all that it holds only
// after somebody has said its name; and nobody is asked where nothing is inside, or where the file names what goes.
func TestLossOfAHolderNeedsLeave(t *testing.T) {
	old := planner.ID{Kind: planner.KindManagementCluster, Name: "old"}
	const was = "managementCluster: {name: old}\nworkloadClusters: [{name: a}]\n"
	for name, c := range map[string]struct {
		was, is string
		change  func(*planner.Observed)
		want    []planner.ID
	}{
		"renamed":                      {was: was, is: "managementCluster: {name: new}\nworkloadClusters: [{name: a}]\n", want: []planner.ID{old}},
		"key removed":                  {was: was, is: "workloadClusters: [{name: a}]\n", want: []planner.ID{old}},
		"another provider and name":    {was: was, is: "managementCluster: {provider: k3d, name: new}\nworkloadClusters: [{name: a}]\n", want: []planner.ID{old}},
		"existing instead":             {was: was, is: "managementCluster: {provider: existing, kubeconfig: ./k, context: c}\n", want: []planner.ID{old}},
		"renamed, and all taken out":   {was: was, is: "managementCluster: {name: new}\n", want: []planner.ID{old}},
		"another provider":             {was: was, is: "managementCluster: {provider: k3d, name: old}\nworkloadClusters: [{name: a}]\n", want: []planner.ID{old}},
		"on Docker":                    {was: "managementCluster: {provider: k3d, name: old}\nworkloadClusters: [{name: a}]\n", is: "managementCluster: {provider: k3d, name: new}\nworkloadClusters: [{name: a}]\n", want: []planner.ID{old}},
		"empty":                        {was: "managementCluster: {name: old}\n", is: "managementCluster: {name: new}\n"},
		"empty, as far as can be seen": {was: "managementCluster: {name: old}\n", is: "managementCluster: {name: new}\n", change: func(o *planner.Observed) { o.Closed = o.ID == old }, want: []planner.ID{old}},
		"others' clusters inside": {was: was, is: "managementCluster: {name: new}\n", want: []planner.ID{old}, change: func(o *planner.Observed) {
			if o.ID.Kind != planner.KindManagementCluster {
				o.Owner = "another"
			}
		}},
		"a cluster taken out": {was: was, is: "managementCluster: {name: old}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			observed := observe(labOf(t, c.was))
			for i := range observed {
				if c.change != nil {
					c.change(&observed[i])
				}
			}
			plan, err := planner.Compute(labOf(t, c.is), planner.NewState(observed...))
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.Concat(plan.Lost(), plan.Replaced()); !slices.Equal(got, c.want) {
				t.Errorf("leave is needed for %v, want %v\n%s", got, c.want, text(plan))
			}
		})
	}
}
