package kube_test

import (
	"context"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
)

func TestMain(m *testing.M) { kubetest.Main(m) }

func newAccess(t *testing.T) *kube.Access {
	server := kubetest.Store(t)
	return kube.NewAccess(kube.Options{Kubeconfig: server.Kubeconfig, Context: server.Context})
}

// someone is a client of somebody else for one kind of objects.
func someone(t *testing.T, of kube.Resource) dynamic.ResourceInterface {
	client := kubetest.Store(t).Dynamic(t).Resource(schema.GroupVersionResource{Group: of.Group, Version: of.Version, Resource: of.Plural})
	if of.Namespaced {
		return client.Namespace(kube.Namespace)
	}
	return client
}

func edit(t *testing.T, of kube.Resource, name, patch string, subresources ...string) {
	t.Helper()
	options := metav1.PatchOptions{FieldManager: "kubectl-edit"}
	if _, err := someone(t, of).Patch(t.Context(), name, types.MergePatchType, []byte(patch), options, subresources...); err != nil {
		t.Fatal(err)
	}
}

func create(t *testing.T, of kube.Resource, object kube.Object) {
	t.Helper()
	if _, err := someone(t, of).Create(t.Context(), &unstructured.Unstructured{Object: object}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, of kube.Resource, name string) {
	t.Helper()
	if err := someone(t, of).Delete(context.Background(), name, metav1.DeleteOptions{}); err != nil {
		t.Error(err)
	}
}

// holdOn keeps an object from going away until the check is over.
func holdOn(t *testing.T, of kube.Resource, name string) {
	edit(t, of, name, `{"metadata":{"finalizers":["example.com/hold"]}}`)
	t.Cleanup(func() {
		patch := []byte(`{"metadata":{"finalizers":null}}`)
		_, _ = someone(t, of).Patch(context.Background(), name, types.MergePatchType, patch, metav1.PatchOptions{})
	})
}
