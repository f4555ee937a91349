package kube_test

import (
	"context"
	"net/http"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
)

func TestMain(m *testing.M) { kubetest.Main(m) }

func newAccess(t *testing.T) *kube.Access { return accessWith(t, nil) }

func accessWith(t *testing.T, wrap func(http.RoundTripper) http.RoundTripper) *kube.Access {
	server := kubetest.Store(t)
	return kube.NewAccess(kube.Options{Kubeconfig: server.Kubeconfig, Context: server.Context, WrapTransport: wrap})
}

// whose completes the subject of a handler with what tells whose an object is. Making makes the handler of a lab.
func whose(s handlertest.Subject, of kube.Resource, name string, making func(*kube.Access, *ownership.Lab) executor.Handler) handlertest.Subject {
	lab := ownershiptest.Lab(s.Lab.Name)
	theirs := func() kube.Object {
		object := of.New(kube.Namespace, name).With(map[string]string{planner.LabLabel: s.Lab.Name, "kaaslab.dev/manifest": "true"}, nil)
		if of == clusterResource {
			object["spec"] = map[string]any{"paused": true}
		}
		return object
	}
	s.LookAlike = func(t *testing.T) {
		// The lab has had an object of the kind before, by which it looks for such.
		if err := making(newAccess(t), lab).Apply(t.Context(), s.Resource, func(string) {}); err != nil {
			t.Fatal(err)
		}
		remove(t, of, name)
		if _, err := newClient(t).Apply(t.Context(), of, theirs(), ownershiptest.LookAlike(s.Lab.Name)); err != nil {
			t.Fatal(err)
		}
	}
	s.RemoveForeign = func(t *testing.T) { kubetest.Remove(t, someone(t, of), name) }
	s.Vanishing = func(t *testing.T) executor.Handler {
		return making(accessWith(t, kubetest.Meanwhile("/"+of.Plural, func() { kubetest.Remove(t, someone(t, of), name) })), lab)
	}
	s.Appearing = func(t *testing.T) executor.Handler {
		return making(accessWith(t, kubetest.Meanwhile("/"+name, func() { create(t, of, theirs()) })), lab)
	}
	return s
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
