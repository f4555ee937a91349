package profiles

import (
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestWhatAProfileNeedsIsNotDeleted: a plan from an old list of profiles may want it.
func TestWhatAProfileNeedsIsNotDeleted(t *testing.T) {
	forms(t, needIsKept)
}

func needIsKept(t *testing.T, lab *spec.Lab) {
	report := func(string) {}
	profile := desired(lab, planner.KindClusterProfile)
	user := newHandler(planner.KindClusterProfile)(t)
	kinds := []planner.Kind{planner.KindConfigMap, planner.KindSecret}
	for _, kind := range kinds {
		if err := newHandler(kind)(t).Apply(t.Context(), desired(lab, kind), report); err != nil {
			t.Fatal(err)
		}
	}
	if err := user.Apply(t.Context(), profile, report); err != nil {
		t.Fatal(err)
	}
	for _, kind := range kinds {
		err := newHandler(kind)(t).Delete(t.Context(), desired(lab, kind), report)
		if err == nil || !strings.Contains(err.Error(), "clusterProfile/cilium needs it") {
			t.Errorf("Delete of the %s that a profile has: %v", kind, err)
		}
	}
	kubetest.Remove(t, someone(t, placeOf(profile)), profile.ID.Name)
	for _, kind := range kinds {
		r := desired(lab, kind)
		handler := newHandler(kind)(t)
		if err := handler.Delete(t.Context(), r, report); err != nil {
			t.Errorf("Delete of the %s that none has: %v", kind, err)
		}
		if err := handler.AwaitGone(t.Context(), r, report); err != nil {
			t.Error(err)
		}
	}
}
