package nodes

import (
	"fmt"
	"strings"
	"testing"

	"sigs.k8s.io/kwok/pkg/apis/internalversion"
)

func TestNodesOfWhichNothingIsHeardAreNotMadeReady(t *testing.T) {
	all, err := stages()
	if err != nil {
		t.Fatal(err)
	}
	for _, stage := range all[internalversion.StageResourceRef{APIGroup: "v1", Kind: "Node"}] {
		last := stage.Spec.Selector.MatchExpressions[len(stage.Spec.Selector.MatchExpressions)-1]
		if last.JQ == nil || !strings.Contains(fmt.Sprint(*last.JQ), SilentAnnotation) {
			t.Errorf("stage %s plays on a silent node: its last condition is %+v", stage.Name, last)
		}
	}
}

func TestStagesOfNodesAndPodsAreRead(t *testing.T) {
	all, err := stages()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for of, some := range all {
		count[of.Kind] = len(some)
	}
	if count["Node"] != 1 || count["Pod"] != 3 {
		t.Errorf("stages of %v, want one of nodes and three of pods", count)
	}
}
