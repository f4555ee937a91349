package install

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/util/retry"
)

// url replaces a reference to a Service, which no process serves here.
func (w *Webhook) url(path string) *string {
	u := url.URL{Scheme: "https", Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(w.Port)), Path: path}
	s := u.String()
	return &s
}

// convert lets the webhook convert a definition that has several versions.
func (w *Webhook) convert(crd *apiextensionsv1.CustomResourceDefinition) {
	if len(crd.Spec.Versions) < 2 {
		return
	}
	crd.Spec.Conversion = &apiextensionsv1.CustomResourceConversion{
		Strategy: apiextensionsv1.WebhookConverter,
		Webhook: &apiextensionsv1.WebhookConversion{
			ConversionReviewVersions: []string{"v1"},
			ClientConfig:             &apiextensionsv1.WebhookClientConfig{URL: w.url("/convert"), CABundle: w.CA},
		},
	}
}

func (w *Webhook) point(config *admissionv1.WebhookClientConfig) {
	if config.Service != nil && config.Service.Path != nil {
		config.URL = w.url(*config.Service.Path)
	}
	config.Service = nil
	config.CABundle = w.CA
}

// whenChanged leaves a webhook alone with an update of what it does not look at:
// finalizers, owners and who wrote which field, which controllers set some ten
// times while a machine comes up. Those of Clusters are always asked, for their
// answer depends on the ClusterClass too.
func whenChanged(rules []admissionv1.RuleWithOperations) []admissionv1.MatchCondition {
	for _, rule := range rules {
		if slices.ContainsFunc(rule.Resources, func(name string) bool { return strings.HasPrefix(name, "cluster") }) {
			return nil
		}
	}
	changed := "request.operation != 'UPDATE' || object.?spec != oldObject.?spec"
	for _, part := range []string{"labels", "annotations"} {
		changed += " || object.metadata.?" + part + " != oldObject.metadata.?" + part
	}
	return []admissionv1.MatchCondition{{Name: "changed", Expression: changed}}
}

func (i *Installer) mutating(ctx context.Context, config *admissionv1.MutatingWebhookConfiguration, webhook *Webhook) error {
	if webhook != nil {
		for n := range config.Webhooks {
			webhook.point(&config.Webhooks[n].ClientConfig)
			config.Webhooks[n].MatchConditions = whenChanged(config.Webhooks[n].Rules)
		}
	}
	return settle(ctx, i.kube.AdmissionregistrationV1().MutatingWebhookConfigurations(), config, webhook != nil)
}

func (i *Installer) validating(ctx context.Context, config *admissionv1.ValidatingWebhookConfiguration, webhook *Webhook) error {
	if webhook != nil {
		for n := range config.Webhooks {
			webhook.point(&config.Webhooks[n].ClientConfig)
			config.Webhooks[n].MatchConditions = whenChanged(config.Webhooks[n].Rules)
		}
	}
	return settle(ctx, i.kube.AdmissionregistrationV1().ValidatingWebhookConfigurations(), config, webhook != nil)
}

// configurations is what the typed clients of both kinds have in common.
type configurations[T metav1.Object] interface {
	Create(context.Context, T, metav1.CreateOptions) (T, error)
	Update(context.Context, T, metav1.UpdateOptions) (T, error)
	Get(context.Context, string, metav1.GetOptions) (T, error)
	Delete(context.Context, string, metav1.DeleteOptions) error
}

// settle makes config what is stored, or removes it when it is not wanted.
func settle[T metav1.Object](ctx context.Context, api configurations[T], config T, wanted bool) error {
	if !wanted {
		return ignoreMissing(api.Delete(ctx, config.GetName(), metav1.DeleteOptions{}))
	}
	_, err := api.Create(ctx, config, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		err = retry.RetryOnConflict(retry.DefaultRetry, func() error { return update(ctx, api, config) })
	}
	if err != nil {
		return fmt.Errorf("webhook configuration %s: %w", config.GetName(), err)
	}
	return nil
}

func update[T metav1.Object](ctx context.Context, api configurations[T], config T) error {
	old, err := api.Get(ctx, config.GetName(), metav1.GetOptions{})
	if err != nil {
		return err
	}
	config.SetResourceVersion(old.GetResourceVersion())
	_, err = api.Update(ctx, config, metav1.UpdateOptions{})
	return err
}

func ignoreMissing(err error) error {
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
