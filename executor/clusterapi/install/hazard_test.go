package install

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/planner"
)

// TestHazardH10 names the cluster in everything that the library is asked to do: without that it would act on the user's
// current context.
func TestHazardH10(t *testing.T) {
	h := New(nil, Options{Kubeconfig: "/lab/kubeconfig", Context: "lab"})
	want := clusterctl.Kubeconfig{Path: "/lab/kubeconfig", Context: "lab"}
	if got := h.initOptions(releaseOf("v1.14.2")).Kubeconfig; got != want {
		t.Errorf("Init acts on %+v", got)
	}
	spy := &spyLibrary{}
	old, lost := whole(), whole()
	old.inventory[0].version = "v1.14.1"
	lost.deployments = nil
	if err := h.upgrade(t.Context(), spy, old, releaseOf("v1.14.2")); err != nil || spy.kubeconfig != want {
		t.Errorf("ApplyUpgrade acts on %+v, %v", spy.kubeconfig, err)
	}
	spy.kubeconfig = clusterctl.Kubeconfig{}
	if err := h.removeLost(t.Context(), spy, lost, releaseOf("v1.14.2")); err != nil || spy.kubeconfig != want {
		t.Errorf("Delete acts on %+v, %v", spy.kubeconfig, err)
	}
}

type spyLibrary struct {
	library
	kubeconfig clusterctl.Kubeconfig
	upgrade    clusterctl.ApplyUpgradeOptions
}

func (s *spyLibrary) ApplyUpgrade(_ context.Context, options clusterctl.ApplyUpgradeOptions) error {
	s.kubeconfig, s.upgrade = options.Kubeconfig, options
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
	deadWebhook(t, "https://127.0.0.1:1/")
	waitsFor := ""
	for waitsFor == "" && t.Context().Err() == nil { // the API server takes a webhook in a moment after it was made
		waitsFor = askWebhooks(t.Context(), client)
	}
	if !strings.Contains(waitsFor, "the webhook of Cluster does not answer") {
		t.Errorf("a webhook that does not answer: %q", waitsFor)
	}
}

// TestHazardH20WebhooksAreLate waits for webhooks that answer only some time after their controllers are available.
func TestHazardH20WebhooksAreLate(t *testing.T) {
	emptyInventory(t)
	r := planner.Resource{Attrs: planner.ClusterAPI{Version: "v1.14.2"}}
	h := newHandler(t, pretender{t: t})
	if err := h.Apply(t.Context(), r, silent); err != nil {
		t.Fatal(err)
	}
	pretender{t: t}.settle(1)
	revive := deadWebhook(t, "https://127.0.0.1:1/")
	client, err := h.access.Client()
	if err != nil {
		t.Fatal(err)
	}
	for askWebhooks(t.Context(), client) == "" && t.Context().Err() == nil {
	}
	waited := ""
	err = h.AwaitReady(t.Context(), r, func(message string) {
		waited = message
		revive()
	})
	if err != nil || !strings.Contains(waited, "the webhook of Cluster does not answer") {
		t.Errorf("it waited for %q (%v)", waited, err)
	}
}

// TestHazardH20DistrustIsCured: an API server that holds on to what a webhook was before is made to look again.
func TestHazardH20DistrustIsCured(t *testing.T) {
	h := newHandler(t, nil)
	client, err := h.access.Client()
	if err != nil {
		t.Fatal(err)
	}
	stranger := httptest.NewTLSServer(http.NotFoundHandler()) // the API server does not know who signed it
	t.Cleanup(stranger.Close)
	revive := deadWebhook(t, stranger.URL)
	var webhooks rereading
	for looks := 0; looks < patience && t.Context().Err() == nil; {
		waitsFor := askWebhooks(t.Context(), client)
		if strings.Contains(waitsFor, distrust) {
			looks++
		}
		if touched(t) {
			t.Fatalf("a webhook was touched after %d looks", looks-1)
		}
		if err := webhooks.after(t.Context(), client, waitsFor); err != nil {
			t.Fatal(err)
		}
	}
	if !touched(t) {
		t.Error("a webhook that is not trusted for long was not touched")
	}
	revive()
}

func touched(t *testing.T) bool {
	t.Helper()
	of := schema.GroupVersionResource{Group: "admissionregistration.k8s.io", Version: "v1", Resource: "validatingwebhookconfigurations"}
	dead, err := kubetest.Store(t).Dynamic(t).Resource(of).Get(t.Context(), "dead", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return dead.GetAnnotations()[rereadKey] != ""
}

// TestHazardH12UpgradesTheRest: an upgrade names every provider of another version with its namespace, and after one that
// was cut short those that are left.
func TestHazardH12UpgradesTheRest(t *testing.T) {
	h, spy, there := New(nil, Options{}), &spyLibrary{}, whole()
	for i := range there.inventory {
		there.inventory[i].version, there.inventory[i].namespace = "v1.14.1", "system"
	}
	for _, want := range []clusterctl.ApplyUpgradeOptions{
		{
			CoreProvider: "system/cluster-api:v1.14.2", BootstrapProviders: []string{"system/kubeadm:v1.14.2"},
			ControlPlaneProviders: []string{"system/kubeadm:v1.14.2"}, InfrastructureProviders: []string{"system/docker:v1.14.2"},
		},
		{ControlPlaneProviders: []string{"system/kubeadm:v1.14.2"}, InfrastructureProviders: []string{"system/docker:v1.14.2"}},
		{},
	} {
		spy.upgrade = clusterctl.ApplyUpgradeOptions{}
		if err := h.upgrade(t.Context(), spy, there, releaseOf("v1.14.2")); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, spy.upgrade); diff != "" {
			t.Errorf("upgrade (-want +got):\n%s", diff)
		}
		done := 2
		if want.CoreProvider == "" {
			done = 4
		}
		for i := range done {
			there.inventory[i].version = "v1.14.2"
		}
	}
}

// deadWebhook makes a webhook that does not answer, and returns what makes it well.
func deadWebhook(t *testing.T, url string) (revive func()) {
	t.Helper()
	of := schema.GroupVersionResource{Group: "admissionregistration.k8s.io", Version: "v1", Resource: "validatingwebhookconfigurations"}
	client := kubetest.Store(t).Dynamic(t).Resource(of)
	config := kube.Resource{Group: of.Group, Version: of.Version, Kind: "ValidatingWebhookConfiguration"}.New("", "dead").With(map[string]string{providerLabel: "dead"}, nil)
	config["webhooks"] = []any{map[string]any{
		"name": "dead.example.com", "sideEffects": "None", "admissionReviewVersions": []any{"v1"},
		"clientConfig": map[string]any{"url": url},
		"rules": []any{map[string]any{
			"apiGroups": []any{"cluster.x-k8s.io"}, "apiVersions": []any{"*"}, "operations": []any{"CREATE"}, "resources": []any{"clusters"},
		}},
	}}
	if _, err := client.Create(t.Context(), &unstructured.Unstructured{Object: config}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	revive = func() { _ = client.Delete(context.Background(), "dead", metav1.DeleteOptions{}) }
	t.Cleanup(revive)
	return revive
}
