package management

import (
	"context"
	"testing"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// seen is a provider that has a cluster of a name.
type seen struct {
	Cluster
	provider spec.Provider
}

func (s seen) Observe(context.Context, planner.Wanted) ([]planner.Observed, error) {
	r := planner.Resource{ID: planner.ID{Kind: planner.KindManagementCluster, Name: "m"}, Attrs: planner.ManagementCluster{Provider: s.provider}}
	return []planner.Observed{{Resource: r, Owner: "demo"}}, nil
}

// TestTheManagementClusterThatHasToGoCounts: while one takes the place of another, both are there under one name, and the plan
// has to begin with the one that is not wanted, whichever it is.
func TestTheManagementClusterThatHasToGoCounts(t *testing.T) {
	for _, wanted := range spec.Providers {
		for _, other := range spec.Providers {
			if other == wanted {
				continue
			}
			all := Clusters{}
			for _, provider := range spec.Providers {
				all[provider] = nothing{}
			}
			all[wanted], all[other] = seen{provider: wanted}, seen{provider: other}
			lab := &spec.Lab{Name: "demo", ManagementCluster: spec.ManagementCluster{Name: "m", Provider: wanted}}
			observed, err := all.Observe(t.Context(), planner.Want(lab))
			if err != nil {
				t.Fatal(err)
			}
			o, _ := planner.NewState(observed...).Get(planner.ID{Kind: planner.KindManagementCluster, Name: "m"})
			if got := o.Attrs.(planner.ManagementCluster).Provider; got != other {
				t.Errorf("%s is wanted, %s has to go, and %s counts", wanted, other, got)
			}
		}
	}
}

type nothing struct{ Cluster }

func (nothing) Observe(context.Context, planner.Wanted) ([]planner.Observed, error) { return nil, nil }
