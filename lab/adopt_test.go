package lab_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/lab"
	"github.com/kaaslab/kaaslab/planner"
)

// wantAdopted: a cluster that somebody makes by hand, in the management cluster of another lab, is taken over and let go of. What is
// the other lab's is left.
func wantAdopted(t *testing.T, other *lab.Lab, o lab.Options) {
	t.Helper()
	ctx := context.Background()
	makeByHand(t, other)
	kubeconfig, err := other.KubeconfigFile("")
	if err != nil {
		t.Fatal(err)
	}
	what := lab.AdoptOptions{
		Name: "team", File: filepath.Join(t.TempDir(), "team.yaml"),
		Kubeconfig: kubeconfig, Context: other.Spec().ManagementCluster.Name,
	}
	shown := 0
	what.Confirm = func(f lab.Found) error { shown = len(f.Taken); return context.Canceled }
	if _, _, err := lab.Adopt(ctx, what, o); err == nil || shown != 1 {
		t.Errorf("shown %d things, and nobody wanted them: %v", shown, err)
	}
	if left, _ := os.ReadDir(filepath.Dir(what.File)); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	what.Confirm = nil
	team, found, err := lab.Adopt(ctx, what, o)
	if err != nil || len(found.Left) != 1 {
		t.Fatalf("adopted %+v: %v", found, err)
	}
	if plan, err := team.Plan(ctx, lab.PlanOptions{Destroy: true, Adopted: true}); err != nil || plan.Count().Delete == 0 {
		t.Errorf("what is adopted could not be removed: %v, %v", plan, err)
	}
	byHand := planner.ID{Kind: planner.KindWorkloadCluster, Name: "by-hand"}
	if forgotten, err := team.Forget(ctx, lab.ForgetOptions{Things: []string{byHand.String()}}); err != nil || !slices.Equal(forgotten, []planner.ID{byHand}) {
		t.Errorf("let go of %v: %v", forgotten, err)
	}
	if _, err := team.Destroy(ctx, lab.DestroyOptions{}); err != nil {
		t.Errorf("destroy: %v", err)
	}
}

// makeByHand makes a cluster like one, without any mark.
func makeByHand(t *testing.T, of *lab.Lab) {
	t.Helper()
	kubeconfig, err := of.Kubeconfig("")
	if err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.RESTConfigFromKubeConfig(kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	clusters := dynamic.NewForConfigOrDie(config).Resource(schema.GroupVersionResource{Group: "cluster.x-k8s.io", Version: "v1beta2", Resource: "clusters"}).Namespace("default")
	one, err := clusters.Get(t.Context(), "one", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	spec := one.Object["spec"].(map[string]any)
	byHand := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster", "metadata": map[string]any{"name": "by-hand"},
		"spec": map[string]any{"clusterNetwork": spec["clusterNetwork"], "topology": spec["topology"]},
	}}
	if _, err := clusters.Create(t.Context(), byHand, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}
