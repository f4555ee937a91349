package kubetest

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
)

// Meanwhile wraps a transport so that something happens once, behind the first answer to a request that reads a path with
// these words.
func Meanwhile(path string, happens func()) func(http.RoundTripper) http.RoundTripper {
	var once sync.Once
	return func(inner http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			answer, err := inner.RoundTrip(r)
			if r.Method == http.MethodGet && strings.Contains(r.URL.Path, path) {
				once.Do(happens)
			}
			return answer, err
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Copy makes a copy of an object under another name, as kubectl get, an editor and kubectl create do, until the test is over.
// It keeps labels, annotations and field owners. Somebody who removes the copy before fails the test.
func Copy(t testing.TB, objects dynamic.ResourceInterface, name, as string) {
	t.Helper()
	live, err := objects.Get(t.Context(), name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"uid", "resourceVersion", "creationTimestamp", "generation", "finalizers"} {
		unstructured.RemoveNestedField(live.Object, "metadata", field)
	}
	unstructured.RemoveNestedField(live.Object, "status")
	live.SetName(as)
	if _, err := objects.Create(t.Context(), live, metav1.CreateOptions{FieldManager: "kubectl-create"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := objects.Get(context.Background(), as, metav1.GetOptions{}); err != nil {
			t.Errorf("the copy is gone: %v", err)
		}
		Remove(t, objects, as)
	})
}

// Remove removes an object, if it is there, and waits for nothing.
func Remove(t testing.TB, objects dynamic.ResourceInterface, name string) {
	t.Helper()
	if err := objects.Delete(context.Background(), name, metav1.DeleteOptions{}); err != nil && !apierrors.IsNotFound(err) {
		t.Error(err)
	}
}
