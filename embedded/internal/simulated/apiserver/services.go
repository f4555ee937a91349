package apiserver

import (
	"fmt"
	"net/url"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

// silence is about Services that an API server would call: webhooks of
// admission, and APIs that are served by pods. Nothing answers behind a Service
// of a simulated cluster, and what does on the address that it has is somebody
// else's, on the network of this machine. So nobody is called there. Webhooks
// are passed over, since a cluster could not be used with one that never
// answers; those with a URL hold.
func silence(parts *app.Config) error {
	parts.Aggregator.ExtraConfig.ServiceResolver = nobody{}
	parts.ApiExtensions.ExtraConfig.ServiceResolver = nobody{}
	registered := parts.KubeAPIs.ControlPlane.VersionedInformers.Admissionregistration().V1()
	for _, configurations := range []cache.SharedIndexInformer{
		registered.ValidatingWebhookConfigurations().Informer(), registered.MutatingWebhookConfigurations().Informer(),
	} {
		// Only what this server acts upon changes, and not what is stored.
		if err := configurations.SetTransform(answered); err != nil {
			return fmt.Errorf("pass over webhooks that nobody answers: %w", err)
		}
	}
	return nil
}

// nobody is where Services are.
type nobody struct{}

// ResolveEndpoint implements the resolvers of webhooks and of aggregated APIs.
func (nobody) ResolveEndpoint(namespace, name string, _ int32) (*url.URL, error) {
	return nil, fmt.Errorf("this cluster is simulated: nothing runs behind service %s/%s", namespace, name)
}

// answered leaves the webhooks that are somewhere else than in the cluster.
func answered(object any) (any, error) {
	switch o := object.(type) {
	case *admissionv1.ValidatingWebhookConfiguration:
		o.Webhooks = elsewhere(o.Webhooks, func(w admissionv1.ValidatingWebhook) admissionv1.WebhookClientConfig { return w.ClientConfig })
	case *admissionv1.MutatingWebhookConfiguration:
		o.Webhooks = elsewhere(o.Webhooks, func(w admissionv1.MutatingWebhook) admissionv1.WebhookClientConfig { return w.ClientConfig })
	}
	return object, nil
}

func elsewhere[W any](webhooks []W, called func(W) admissionv1.WebhookClientConfig) []W {
	var left []W
	for _, webhook := range webhooks {
		if called(webhook).Service == nil {
			left = append(left, webhook)
		}
	}
	return left
}
