package integration

import (
	"context"
	"os"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

var apiServiceKind = schema.GroupVersionKind{Group: "apiregistration.k8s.io", Version: "v1", Kind: "APIService"}

// unanswered is about webhooks and APIs of charts, behind whose Services nothing
// runs: the cluster has to be usable all the same.
func unanswered(t *testing.T, p *program) {
	ctx, kube := context.Background(), simulatedKube(t, p)
	c, err := client.New(simulated(t, p), client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../testdata/unanswered.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range parse(t, text) {
		if err := c.Apply(ctx, client.ApplyConfigurationFromUnstructured(o), client.FieldOwner("kubectl")); err != nil {
			t.Fatalf("apply %s %s: %v", o.GetKind(), o.GetName(), err)
		}
	}
	p.eventually("asking a webhook with a URL", func() bool {
		asked := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{GenerateName: "asked-", Labels: map[string]string{"ask": "outside"}}}
		_, err := kube.CoreV1().ConfigMaps("hooks").Create(ctx, asked, metav1.CreateOptions{})
		return err != nil && strings.Contains(err.Error(), "outside.example.org")
	})
	settings := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "settings"}}
	if _, err := kube.CoreV1().ConfigMaps("hooks").Create(ctx, settings, metav1.CreateOptions{}); err != nil {
		t.Errorf("create while a webhook inside the cluster would have to answer: %v", err)
	}
	inside, err := kube.AdmissionregistrationV1().ValidatingWebhookConfigurations().Get(ctx, "inside", metav1.GetOptions{})
	if err != nil || len(inside.Webhooks) != 1 {
		t.Errorf("the webhook is stored as %v, %v; want it whole", inside, err)
	}
	p.eventually("saying that nothing runs behind an API", func() bool {
		var service unstructured.Unstructured
		service.SetGroupVersionKind(apiServiceKind)
		err := c.Get(ctx, client.ObjectKey{Name: "v1beta1.metrics.example.org"}, &service)
		return err == nil && condition(&service, "Available") == "False"
	})
	if err := kube.CoreV1().Namespaces().Delete(ctx, "hooks", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	p.eventually("rid of a namespace in spite of an API that nobody serves", func() bool {
		_, err := kube.CoreV1().Namespaces().Get(ctx, "hooks", metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
	if left := list(t, c, apiServiceKind); len(left) == 0 {
		t.Error("no API is left that would have held the namespace up")
	}
}
