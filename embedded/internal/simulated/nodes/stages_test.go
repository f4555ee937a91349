package nodes

import "testing"

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
