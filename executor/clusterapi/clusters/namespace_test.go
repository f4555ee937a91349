package clusters

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/planner"
)

// TestAClusterOfTheNameInAnotherNamespaceIsSomebodyElses: the lab's is where the lab file says, and is found where it was before.
func TestAClusterOfTheNameInAnotherNamespaceIsSomebodyElses(t *testing.T) {
	l := storedLab(t, "homes")
	team := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": "team-a"}}}
	if _, err := l.server.Dynamic(l).Resource(schema.GroupVersionResource{Version: "v1", Resource: "namespaces"}).Create(l.ctx, team, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	l.create(topology.Clusters, plainCluster("spaced"))
	l.Cleanup(func() { l.remove(topology.Clusters, "spaced") })
	cluster := oneCluster("spaced")
	cluster.Namespace = "team-a"
	r := l.want(cluster)
	if o, found := l.observe(l.clusters, r.ID); found {
		t.Errorf("it takes the stranger in default for its own: %+v", o)
	}
	if err := l.clusters.Apply(l.ctx, r, l.report); err != nil {
		t.Fatal(err)
	}
	if o, _ := l.observe(l.clusters, r.ID); o.Owner != "homes" || len(planner.Diff(o.Attrs, r.Attrs)) > 0 {
		t.Errorf("observed %+v, changes %v", o, planner.Diff(o.Attrs, r.Attrs))
	}

	moved := l.want(oneCluster("spaced"))
	o, _ := l.observe(l.clusters, moved.ID)
	if changes := planner.Diff(o.Attrs, moved.Attrs); o.Owner != "homes" || len(changes) != 1 || changes[0].Field != "namespace" {
		t.Errorf("wanted in default, where a stranger is, it observes %+v, changes %v", o, changes)
	}
	l.delete(l.clusters, o.Resource)
	if o, _ := l.observe(l.clusters, moved.ID); o.Owner == "homes" || o.Owner == planner.Unowned {
		t.Errorf("without its own it observes %+v, want the stranger", o)
	}
}
