package operation

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/statedir"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestWhatCanFailLateIsExplained: a step that waits for what others do can tell more of its failure than its error does, also
// when its handler is wrapped in another.
func TestWhatCanFailLateIsExplained(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, err := statedir.For("demo")
	if err != nil {
		t.Fatal(err)
	}
	handlers := NewAdapters(&spec.Lab{Name: "demo"}, dir, planner.Identity{}, Options{}).Handlers
	for _, kind := range []planner.Kind{
		planner.KindManagementCluster, planner.KindClusterAPI, planner.KindSveltos, planner.KindObject, planner.KindWorkloadCluster,
		planner.KindClusterProfile,
	} {
		if _, can := handlers[kind].(executor.Explainer); !can {
			t.Errorf("nobody explains why a step for %s failed", kind)
		}
	}
}
