package apiserver

import (
	"testing"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/utils/ptr"
)

func TestWebhooksInsideTheClusterArePassedOver(t *testing.T) {
	inside := admissionv1.WebhookClientConfig{Service: &admissionv1.ServiceReference{Namespace: "shop", Name: "hook"}}
	outside := admissionv1.WebhookClientConfig{URL: ptr.To("https://example.org")}
	validating := &admissionv1.ValidatingWebhookConfiguration{Webhooks: []admissionv1.ValidatingWebhook{
		{Name: "inside", ClientConfig: inside}, {Name: "outside", ClientConfig: outside},
	}}
	mutating := &admissionv1.MutatingWebhookConfiguration{Webhooks: []admissionv1.MutatingWebhook{
		{Name: "outside", ClientConfig: outside}, {Name: "inside", ClientConfig: inside},
	}}
	for _, o := range []any{validating, mutating} {
		if _, err := answered(o); err != nil {
			t.Error(err)
		}
	}
	if len(validating.Webhooks) != 1 || validating.Webhooks[0].Name != "outside" {
		t.Errorf("validating webhooks that are called: %v", validating.Webhooks)
	}
	if len(mutating.Webhooks) != 1 || mutating.Webhooks[0].Name != "outside" {
		t.Errorf("mutating webhooks that are called: %v", mutating.Webhooks)
	}
}
