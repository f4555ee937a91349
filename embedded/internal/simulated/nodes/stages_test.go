package nodes

import (
	"fmt"
	"strings"
	"testing"
)

func TestWhatIsSilentOrBrokenIsNotMadeReady(t *testing.T) {
	all, err := stages()
	if err != nil {
		t.Fatal(err)
	}
	for of, some := range all {
		for _, stage := range some {
			said := ""
			for _, e := range stage.Spec.Selector.MatchExpressions {
				said += fmt.Sprint(*e.JQ)
			}
			if of.Kind == "Node" && !strings.Contains(said, SilentAnnotation) {
				t.Errorf("stage %s plays on a silent node", stage.Name)
			}
			if deletes := stage.Name == "pod-delete"; deletes == strings.Contains(said, BrokenLabel) {
				t.Errorf("stage %s, which deletes: %t, must play on what is broken if and only if it deletes: %s", stage.Name, deletes, said)
			}
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
