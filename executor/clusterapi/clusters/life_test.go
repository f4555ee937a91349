package clusters

import (
	"context"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/clusterapi/topology"
	"github.com/kaaslab/kaaslab/executor/infrastructure"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// TestLife takes a cluster through everything that happens to one, with the real Cluster API.
func TestLife(t *testing.T) {
	t.Parallel()
	l := newLab(t, "life")
	l.apply(l.classes, l.class())
	wanted := oneCluster("life-01")
	wanted.KubernetesVersion = "v1.35.5"
	first := l.want(wanted)
	l.applied("create", wanted)
	l.kubeconfigs("life-01")
	l.classMustBe(l.class()) // the copies of its templates that Cluster API made for the cluster are not its own
	copies := l.copies()
	l.apply(l.classes, l.class())
	if after := l.copies(); copies == 0 || after != copies {
		t.Errorf("Cluster API had %d copies of templates, and %d after the class was tidied up", copies, after)
	}

	l.edit(topology.Clusters, "life-01", `{"metadata":{"labels":{"cni":"mine","others":"stay"}},"spec":{"topology":{"controlPlane":{"replicas":3}}}}`)
	if o, _ := l.observe(l.clusters, first.ID); len(planner.Diff(o.Attrs, first.Attrs)) != 2 {
		t.Errorf("drift in label and replicas is seen as %v", planner.Diff(o.Attrs, first.Attrs))
	}
	l.applied("repair", wanted)

	listing := l.class("v1.35.5", "v1.36.1", "v1.37.0")
	l.apply(l.classes, listing)
	l.classMustBe(listing)
	wanted.KubernetesVersion = "v1.37.0"
	l.applied("upgrade over several minor versions", wanted)

	wanted.ControlPlane.Replicas = 3
	wanted.Workers = []spec.WorkerPool{{Name: "other", Replicas: 2}}
	wanted.Labels = nil
	l.applied("scale, another pool, no label", wanted)

	l.timed("delete", func() { l.delete(l.clusters, l.want(wanted)) })
	l.delete(l.classes, l.class())
	if o, found := l.observe(l.classes, l.class().ID); found {
		t.Errorf("left of the class: %+v", o)
	}
}

// classMustBe checks that a plan would leave the class as it is.
func (l *lab) classMustBe(class planner.Resource) {
	l.Helper()
	o, found := l.observe(l.classes, class.ID)
	if !found || o.Phase != planner.Ready || len(planner.Diff(o.Attrs, class.Attrs)) > 0 {
		l.Errorf("class: %+v", o)
	}
}

// copies counts the templates that Cluster API copied for the lab's clusters.
func (l *lab) copies() int {
	l.Helper()
	list, err := l.someone(infrastructure.MachineTemplate).List(l.ctx, metav1.ListOptions{LabelSelector: copiedLabel + "," + classLabel + "=" + l.class().ID.Name})
	if err != nil {
		l.Fatal(err)
	}
	return len(list.Items)
}

// applied applies a cluster, waits, and checks that a plan would have nothing to do.
func (l *lab) applied(what string, cluster spec.WorkloadCluster) {
	l.Helper()
	r := l.want(cluster)
	l.timed(what, func() { l.apply(l.clusters, r) })
	o, found := l.observe(l.clusters, r.ID)
	if !found || o.Phase != planner.Ready || o.Owner != l.spec.Name {
		l.Fatalf("%s: observed %t, %s (%s), owner %q", what, found, o.Phase, o.Detail, o.Owner)
	}
	if changes := planner.Diff(o.Attrs, r.Attrs); len(changes) > 0 {
		l.Fatalf("%s: changes after apply: %v", what, changes)
	}
	status := o.Status.(planner.WorkloadClusterStatus)
	if status.Endpoint == "" || status.ControlPlane.Ready != cluster.ControlPlane.Replicas {
		l.Errorf("%s: status %+v", what, status)
	}
}

func (l *lab) timed(what string, do func()) {
	l.Helper()
	begun := time.Now()
	do()
	l.Logf("%s took %s", what, time.Since(begun).Round(time.Second/10))
}

func (l *lab) kubeconfigs(cluster string) {
	l.Helper()
	reader := NewKubeconfigs(l.access, nil)
	revisions, err := reader.WorkloadKubeconfigRevisions(l.ctx)
	if err != nil {
		l.Fatal(err)
	}
	kubeconfig, revision, err := reader.WorkloadKubeconfig(l.ctx, cluster)
	if err != nil || len(kubeconfig) == 0 || revisions[cluster] != revision {
		l.Errorf("kubeconfig of %d bytes, revision %q, in the list %v: %v", len(kubeconfig), revision, revisions, err)
	}
}

// TestRotation changes what a class is made of while a cluster uses it.
func TestRotation(t *testing.T) {
	t.Parallel()
	l := newLab(t, "rotation")
	old := newClasses(l.access, ownershiptest.Lab("rotation"))
	old.parts = func(string, spec.Infrastructure) (infrastructure.Class, error) {
		p := classOf(t, spec.InfrastructureInMemory)
		p.WorkerMachine = map[string]any{"spec": map[string]any{"backend": map[string]any{"inMemory": map[string]any{"vm": map[string]any{"provisioning": map[string]any{"startupDuration": "1s", "startupJitter": "0.2"}}}}}}
		return p, nil
	}
	l.apply(old, l.class())
	cluster := l.want(oneCluster("rotation-01"))
	l.apply(l.clusters, cluster)
	if o, _ := l.observe(l.classes, l.class().ID); o.Phase != planner.NotReady || o.Detail == "" {
		t.Errorf("a class of other content is %s", o.Phase)
	}
	before := l.workers("rotation-01")
	l.apply(l.classes, l.class())
	if o, _ := l.observe(l.classes, l.class().ID); o.Phase != planner.Ready {
		t.Errorf("the class after rotation is %s: %s", o.Phase, o.Detail)
	}
	l.apply(l.clusters, cluster)
	after := l.workers("rotation-01")
	if len(after) != 1 || len(before) != 1 || after[0] == before[0] {
		t.Errorf("when the cluster is ready, its workers are %v, and were %v before the class changed", after, before)
	}
	if o, _ := l.observe(l.clusters, cluster.ID); o.Phase != planner.Ready || len(planner.Diff(o.Attrs, cluster.Attrs)) > 0 {
		t.Errorf("the cluster is %s (%s) and differs in %v", o.Phase, o.Detail, planner.Diff(o.Attrs, cluster.Attrs))
	}
	// A class that clusters use is not deleted, and the error is worth another try.
	err := l.classes.Delete(l.ctx, l.class(), l.report)
	if executor.OutlookOf(err, nil) != executor.Passing {
		t.Errorf("deleting a class in use: %v", err)
	}
	l.delete(l.clusters, cluster)
	l.delete(l.classes, l.class())
}

// workers are the machines of a cluster that are no control plane.
func (l *lab) workers(cluster string) (names []string) {
	l.Helper()
	all, err := NewMachines(l.access).List(l.ctx)
	if err != nil {
		l.Fatal(err)
	}
	for _, machine := range all {
		if machine.Cluster == cluster && !machine.ControlPlane {
			names = append(names, machine.Name)
		}
	}
	return names
}

func TestProviders(t *testing.T) {
	t.Parallel()
	l := newLab(t, "providers")
	found, err := Providers(l.ctx, l.access)
	if err != nil || len(found) != 4 || found[2].Type != "CoreProvider" && found[1].Type != "CoreProvider" {
		t.Errorf("got %+v, %v", found, err)
	}
}

// TestProvidersAreKnownByTheirLabel: what a Deployment waits for is said of its own provider, whatever namespace it is in.
func TestProvidersAreKnownByTheirLabel(t *testing.T) {
	l := newLab(t, "provider-labels")
	found, err := Providers(l.ctx, l.access)
	if err != nil || len(found) < 2 {
		t.Fatalf("got %+v, %v", found, err)
	}
	deployments := l.someone(kube.Deployments)
	object := kube.Deployments.New(kube.Namespace, "shared").With(map[string]string{componentLabel: found[1].label}, nil)
	object["spec"] = map[string]any{
		"selector": map[string]any{"matchLabels": map[string]any{"app": "shared"}},
		"template": map[string]any{
			"metadata": map[string]any{"labels": map[string]any{"app": "shared"}},
			"spec":     map[string]any{"containers": []any{map[string]any{"name": "manager", "image": "example.com/manager"}}},
		},
	}
	if _, err := deployments.Create(l.ctx, &unstructured.Unstructured{Object: object}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = deployments.Delete(context.Background(), "shared", metav1.DeleteOptions{}) })
	found, err = Providers(l.ctx, l.access)
	for i, p := range found {
		if waits := p.WaitsFor != ""; waits != (i == 1) {
			t.Errorf("%s waits for %q, %v", p.Name, p.WaitsFor, err)
		}
	}
}
