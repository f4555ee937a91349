package clusters

import (
	"context"
	"fmt"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
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
		return New(kube.NewAccess(kube.Options{Kubeconfig: t.TempDir() + "/none", Context: "x"}), ownershiptest.Lab("contract"), Options{})[kind]
	}
}

// whose completes a subject with what tells whose an object is. Making makes the handler of a lab, and theirs is somebody
// else's object of the name.
func whose(s handlertest.Subject, at func(*testing.T) *lab, of kube.Resource, theirs kube.Object, making func(*kube.Access, *ownership.Lab) executor.Handler) handlertest.Subject {
	name, own := s.Resource.ID.Name, ownershiptest.Lab(s.Lab.Name)
	s.New = func(t *testing.T) executor.Handler { return making(at(t).access, own) }
	s.NeverGone = func(t *testing.T) { holdOn(at(t), of, name) }
	s.Foreign = func(t *testing.T) { at(t).create(of, theirs) }
	s.RemoveForeign = func(t *testing.T) {
		// A look-alike's class goes with its templates.
		_ = making(at(t).access, ownershiptest.LookAlike(s.Lab.Name)).Delete(context.Background(), s.Resource, func(string) {})
		kubetest.Remove(t, at(t).someone(of), name)
	}
	s.LookAlike = func(t *testing.T) {
		if err := making(at(t).access, ownershiptest.LookAlike(s.Lab.Name)).Apply(t.Context(), s.Resource, func(string) {}); err != nil {
			t.Fatal(err)
		}
	}
	s.Copy = func(t *testing.T) planner.ID {
		kubetest.Copy(t, at(t).someone(of), name, name+"-copy")
		return planner.ID{Kind: s.Resource.ID.Kind, Name: name + "-copy"}
	}
	s.Vanishing = func(t *testing.T) executor.Handler {
		l := at(t)
		return making(l.accessWith(kubetest.Meanwhile("/"+of.Plural, func() { kubetest.Remove(t, l.someone(of), name) })), own)
	}
	s.Appearing = func(t *testing.T) executor.Handler {
		l := at(t)
		return making(l.accessWith(kubetest.Meanwhile("/"+of.Plural+"/"+name, func() { l.create(of, theirs) })), own)
	}
	return s
}

func TestClassContract(t *testing.T) {
	r := newLab(t, "contract").class()
	at := func(t *testing.T) *lab { return newLab(t, "contract") }
	handlertest.Run(t, whose(handlertest.Subject{
		Lab: at(t).spec, Resource: r, Broken: broken(r.ID.Kind),
		Drift: func(t *testing.T) {
			at(t).edit(topology.Classes, r.ID.Name, `{"metadata":{"annotations":{"kaaslab.dev/revision":"0"}}}`)
		},
	}, at, topology.Classes, render(r.ID.Name, planner.ClusterClass{Revision: 1}, classOf(t, spec.InfrastructureInMemory)).class,
		func(access *kube.Access, lab *ownership.Lab) executor.Handler { return newClasses(access, lab) }))
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
	subject := whose(handlertest.Subject{
		Lab: l.spec, Resource: r, Broken: broken(r.ID.Kind), Changed: changed,
		Settle: func(t *testing.T) { settle(at(t), "contract") },
		Drift: func(t *testing.T) {
			at(t).edit(topology.Clusters, "contract", `{"metadata":{"labels":{"cni":"mine"}}}`)
		},
		NeverReady: func(*testing.T) {},
	}, at, topology.Clusters, foreign,
		func(access *kube.Access, lab *ownership.Lab) executor.Handler { return newClusters(access, lab) })
	subject.Appearing = func(t *testing.T) executor.Handler { // a new Cluster is written without another look than that of the plan
		late := newClusters(l.accessWith(kubetest.Meanwhile("/clusters", func() { l.create(topology.Clusters, foreign) })), ownershiptest.Lab(l.spec.Name))
		if _, err := late.Observe(t.Context(), planner.Want(l.spec)); err != nil {
			t.Fatal(err)
		}
		return late
	}
	handlertest.Run(t, subject)
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
