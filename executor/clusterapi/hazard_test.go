package clusterapi

import (
	"context"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
)

// TestHazardH10 names the cluster in everything that the library is asked to do: without that it would act on the user's
// current context.
func TestHazardH10(t *testing.T) {
	h := New(nil, Options{Kubeconfig: "/lab/kubeconfig", Context: "lab"})
	want := clusterctl.Kubeconfig{Path: "/lab/kubeconfig", Context: "lab"}
	if got := h.initOptions("v1.14.2").Kubeconfig; got != want {
		t.Errorf("Init acts on %+v", got)
	}
	spy := &spyLibrary{}
	old, lost := whole(), whole()
	old.inventory[0].version = "v1.14.1"
	lost.deployments = nil
	if err := h.upgrade(t.Context(), spy, old, "v1.14.2"); err != nil || spy.kubeconfig != want {
		t.Errorf("ApplyUpgrade acts on %+v, %v", spy.kubeconfig, err)
	}
	spy.kubeconfig = clusterctl.Kubeconfig{}
	if err := h.removeLost(t.Context(), spy, lost); err != nil || spy.kubeconfig != want {
		t.Errorf("Delete acts on %+v, %v", spy.kubeconfig, err)
	}
}

type spyLibrary struct {
	library
	kubeconfig clusterctl.Kubeconfig
}

func (s *spyLibrary) ApplyUpgrade(_ context.Context, options clusterctl.ApplyUpgradeOptions) error {
	s.kubeconfig = options.Kubeconfig
	return nil
}

func (s *spyLibrary) Delete(_ context.Context, options clusterctl.DeleteOptions) error {
	s.kubeconfig = options.Kubeconfig
	return nil
}

// TestHazardH20 is not content with controllers that are available: their webhooks have to answer.
func TestHazardH20(t *testing.T) {
	h := newHandler(t, nil)
	client, err := h.access.Client()
	if err != nil {
		t.Fatal(err)
	}
	if waitsFor := askWebhooks(t.Context(), client); waitsFor != "" {
		t.Fatalf("webhooks that answer: %s", waitsFor)
	}
	deadWebhook(t)
	waitsFor := ""
	for waitsFor == "" && t.Context().Err() == nil { // the API server takes a webhook in a moment after it was made
		waitsFor = askWebhooks(t.Context(), client)
	}
	if !strings.Contains(waitsFor, "the webhook of Cluster does not answer") {
		t.Errorf("a webhook that does not answer: %q", waitsFor)
	}
}

func deadWebhook(t *testing.T) {
	t.Helper()
	of := schema.GroupVersionResource{Group: "admissionregistration.k8s.io", Version: "v1", Resource: "validatingwebhookconfigurations"}
	client := kubetest.Store(t).Dynamic(t).Resource(of)
	config := kube.Resource{Group: of.Group, Version: of.Version, Kind: "ValidatingWebhookConfiguration"}.New("", "dead")
	config["webhooks"] = []any{map[string]any{
		"name": "dead.example.com", "sideEffects": "None", "admissionReviewVersions": []any{"v1"},
		"clientConfig": map[string]any{"url": "https://127.0.0.1:1/"},
		"rules": []any{map[string]any{
			"apiGroups": []any{"cluster.x-k8s.io"}, "apiVersions": []any{"*"}, "operations": []any{"CREATE"}, "resources": []any{"clusters"},
		}},
	}}
	if _, err := client.Create(t.Context(), &unstructured.Unstructured{Object: config}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Delete(context.Background(), "dead", metav1.DeleteOptions{}) })
}
