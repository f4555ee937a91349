package existing

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestContract: the cluster is the user's, and nothing that a lab does makes, changes or removes it.
func TestContract(t *testing.T) {
	lab := labOn(cluster(t, everything))
	m := lab.ManagementCluster
	handlertest.Run(t, handlertest.Subject{
		Lab: lab,
		Resource: planner.ManagementResource(m.Name, planner.ManagementCluster{
			Provider: spec.ProviderExisting, Kubeconfig: m.Kubeconfig, Context: m.Context,
		}),
		AlwaysThere: "it is the user's own", Without: handlertest.Nobodys("it is the user's own"),
		New: func(*testing.T) executor.Handler { return (&Handler{}) },
	})
}
