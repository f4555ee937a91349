package capi

import (
	"context"
	"fmt"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/topology"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
)

func (l *lab) create(of kube.Resource, object kube.Object) {
	l.Helper()
	if _, err := l.someone(of).Create(l.ctx, &unstructured.Unstructured{Object: object}, metav1.CreateOptions{}); err != nil {
		l.Fatal(err)
	}
}

func (l *lab) remove(of kube.Resource, name string) {
	l.Helper()
	if err := l.someone(of).Delete(context.Background(), name, metav1.DeleteOptions{}); err != nil {
		l.Error(err)
	}
}

// holdOn keeps an object from going away until the check is over.
func holdOn(l *lab, of kube.Resource, name string) {
	l.edit(of, name, `{"metadata":{"finalizers":["example.com/hold"]}}`)
	l.Cleanup(func() {
		patch := []byte(`{"metadata":{"finalizers":null}}`)
		_, _ = l.someone(of).Patch(context.Background(), name, types.MergePatchType, patch, metav1.PatchOptions{})
	})
}

func broken(kind planner.Kind) func(*testing.T) executor.Handler {
	return func(t *testing.T) executor.Handler {
		return New(kube.NewAccess(kube.Options{Kubeconfig: t.TempDir() + "/none", Context: "x"}), ownershiptest.Lab("contract"), nil)[kind]
	}
}

func TestClassContract(t *testing.T) {
	r := newLab(t, "contract").class()
	at := func(t *testing.T) *lab { return newLab(t, "contract") }
	handlertest.Run(t, handlertest.Subject{
		Lab: at(t).spec, Resource: r, Broken: broken(r.ID.Kind),
		New: func(t *testing.T) executor.Handler { return at(t).classes },
		Drift: func(t *testing.T) {
			at(t).edit(topology.Classes, r.ID.Name, `{"metadata":{"annotations":{"kaaslab.dev/revision":"0"}}}`)
		},
		NeverGone:     func(t *testing.T) { holdOn(at(t), topology.Classes, r.ID.Name) },
		Foreign:       func(t *testing.T) { at(t).create(topology.Classes, render(r.ID.Name, 1, inMemoryParts()).class) },
		RemoveForeign: func(t *testing.T) { at(t).remove(topology.Classes, r.ID.Name) },
	})
}

// TestClusterContract plays Cluster API's part by itself. TestLife has the real one.
func TestClusterContract(t *testing.T) {
	at := func(t *testing.T) *lab { return storedLab(t, "contract") }
	l := at(t)
	r := l.want(oneCluster("contract"))
	changed := r.Attrs.(planner.WorkloadCluster)
	changed.Labels, changed.KubernetesVersion = map[string]string{"app": "goldpinger"}, "v1.36.2"
	changed.Workers = []planner.WorkerPool{{Name: "md-1", Replicas: 2}, {Name: "md-0", Replicas: 0}}
	foreign := topology.Clusters.New(kube.Namespace, "contract")
	foreign["spec"] = map[string]any{"paused": true}
	handlertest.Run(t, handlertest.Subject{
		Lab: l.spec, Resource: r, Broken: broken(r.ID.Kind), Changed: changed,
		New:    func(t *testing.T) executor.Handler { return at(t).clusters },
		Settle: func(t *testing.T) { settle(at(t), "contract") },
		Drift: func(t *testing.T) {
			at(t).edit(topology.Clusters, "contract", `{"metadata":{"labels":{"cni":"mine"}}}`)
		},
		NeverReady:    func(*testing.T) {},
		NeverGone:     func(t *testing.T) { holdOn(at(t), topology.Clusters, "contract") },
		Foreign:       func(t *testing.T) { at(t).create(topology.Clusters, foreign) },
		RemoveForeign: func(t *testing.T) { at(t).remove(topology.Clusters, "contract") },
	})
}

// settle writes the status that Cluster API writes once all is done.
func settle(l *lab, name string) {
	l.Helper()
	client, err := l.access.Client()
	if err != nil {
		l.Fatal(err)
	}
	var live liveCluster
	if err := client.Get(l.ctx, topology.Clusters, kube.Namespace, name, &live); err != nil {
		l.Fatal(err)
	}
	l.edit(topology.Clusters, name, settledStatus(live), "status")
}

func settledStatus(live liveCluster) string {
	conditions := ""
	for _, c := range []struct{ name, status string }{
		{"TopologyReconciled", "True"}, {"Available", "True"}, {"RollingOut", "False"}, {"ScalingUp", "False"}, {"ScalingDown", "False"},
	} {
		conditions += fmt.Sprintf(`{"type":%q,"status":%q,"reason":"Test","observedGeneration":%d,"message":"","lastTransitionTime":"2026-01-01T00:00:00Z"},`,
			c.name, c.status, live.Metadata.Generation)
	}
	counts := func(n int) string {
		return fmt.Sprintf(`{"desiredReplicas":%d,"replicas":%d,"readyReplicas":%d,"upToDateReplicas":%d}`, n, n, n, n)
	}
	return fmt.Sprintf(`{"status":{"observedGeneration":%d,"phase":"Provisioned","conditions":[%s],"controlPlane":%s,"workers":%s}}`,
		live.Metadata.Generation, conditions[:len(conditions)-1],
		counts(number(live.Spec.Topology.ControlPlane.Replicas)), counts(live.wantedWorkers()))
}
