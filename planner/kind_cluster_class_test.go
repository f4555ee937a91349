package planner

import (
	"slices"
	"testing"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/classpatch"
)

// TestKeysOfTheClassAreNoneOfTheCluster: a key that is laid over a template does not go into the topology as well.
func TestKeysOfTheClassAreNoneOfTheCluster(t *testing.T) {
	for _, o := range slices.Concat(classpatch.OfCluster, classpatch.OfControlPlane, classpatch.OfPool) {
		if said := map[string]any{o.Key: "said"}; spec.InClass(said)[o.Key] == nil || spec.Settings(said) != nil {
			t.Errorf("%s is laid over a template, and the lab file takes it for a key of the topology", o.Key)
		}
	}
}
