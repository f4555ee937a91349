package clusters

import (
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestTaints lets Cluster API take taints, annotations and the domain of services, and reads them back; when they go, they go.
func TestTaints(t *testing.T) {
	t.Parallel()
	l := newLab(t, "taints")
	l.apply(l.classes, l.class())
	cluster := oneCluster("taints")
	cluster.Annotations, cluster.ServiceDomain = map[string]string{"example.com/owner": "a"}, "lab.local"
	taint := spec.Taint{Key: "example.com/dedicated", Value: "gpu", Effect: "NoSchedule", Propagation: "Always"}
	cluster.ControlPlane.Taints, cluster.Workers[0].Taints = []spec.Taint{taint}, []spec.Taint{taint, {Key: "b", Effect: "NoExecute", Propagation: "OnInitialization"}}
	r := l.want(cluster)
	l.apply(l.clusters, r)
	o, _ := l.observe(l.clusters, r.ID)
	if changes := planner.Diff(o.Attrs, r.Attrs); len(changes) > 0 {
		t.Errorf("the cluster differs from what was applied: %v", changes)
	}
	pools := l.made(machineDeployments, "taints", "spec", "template", "spec")
	if text := strings.Join(pools, ""); !strings.Contains(text, `"key":"example.com/dedicated"`) || !strings.Contains(text, `"propagation":"OnInitialization"`) {
		t.Errorf("the pool has no taints: %s", text)
	}
	cluster.Annotations, cluster.ControlPlane.Taints, cluster.Workers[0].Taints = nil, nil, cluster.Workers[0].Taints[:1]
	gone := l.want(cluster)
	if changes := planner.Diff(o.Attrs, gone.Attrs); len(changes) != 3 {
		t.Errorf("what goes is %v", changes)
	}
	l.apply(l.clusters, gone)
	if o, _ := l.observe(l.clusters, r.ID); len(planner.Diff(o.Attrs, gone.Attrs)) > 0 {
		t.Errorf("the cluster differs from what was applied: %v", planner.Diff(o.Attrs, gone.Attrs))
	}
}
