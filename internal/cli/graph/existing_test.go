package graph_test

import (
	"slices"
	"testing"

	"github.com/kaaslab/kaaslab/internal/cli/graph"
	"github.com/kaaslab/kaaslab/spec"
)

// TestExistingClusterSaysNothingOfMachines: the lab file does not know them.
func TestExistingClusterSaysNothingOfMachines(t *testing.T) {
	const text = head + `name: team
managementCluster: {provider: existing, kubeconfig: ./k, context: c}
workloadClusters: [{name: theirs, infrastructure: existing}]
`
	lab, _, err := spec.Parse("lab.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	boxes := graph.OfLab(lab).Boxes
	i := slices.IndexFunc(boxes, func(b graph.Box) bool { return b.Kind == graph.Cluster })
	if i < 0 || !slices.Equal(boxes[i].Rows, []string{"existing, as somebody else has made it"}) {
		t.Errorf("boxes: %+v", boxes)
	}
}
