package seed

import (
	"errors"
	"testing"

	"github.com/kaaslab/kaaslab/spec"
)

// FuzzConvert: whatever a manifest holds, there is a lab file that is valid, or an error that says what is wrong with it.
func FuzzConvert(f *testing.F) {
	f.Add(smallest)
	f.Add("kind: List\nitems: [{}, 1, {kind: Cluster, apiVersion: cluster.x-k8s.io/v1beta2, metadata: {name: a}}]\n")
	f.Add("apiVersion: cluster.x-k8s.io/v1\nkind: Cluster\nmetadata: {name: a, labels: [x]}\nspec: {clusterNetwork: {pods: {cidrBlocks: [1]}}}\n")
	f.Add("apiVersion: config.projectsveltos.io/v1\nkind: ClusterProfile\nmetadata: {name: a}\nspec: {helmCharts: [null, {values: \"- a\"}], policyRefs: [1]}\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := Convert(demo, []Source{{Name: "old.yaml", Data: []byte(text)}})
		var invalid *spec.Invalid
		if err != nil && !errors.As(err, &invalid) {
			t.Errorf("%T: %v", err, err)
		}
	})
}
