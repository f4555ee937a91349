package install

import (
	"context"
	"strings"
	"time"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// rereading makes an API server read the providers' webhooks again that does not trust one of them for long.
//
// Cert-manager writes the certificate authority into a webhook right after an installation or an upgrade has made it. An API
// server that puts the first state into its cache while it hears of the second keeps the first until its next full look, ten
// minutes later (seen with Kubernetes v1.36). Any change of the webhook makes it look.
type rereading struct{ distrusted int }

const (
	distrust  = "certificate signed by unknown authority"
	rereadKey = "kaaslab.dev/read-again"
	patience  = 5 // looks for which a webhook may go without trust, while its certificate is made
)

var webhookConfigurations = []kube.Resource{
	{Group: "admissionregistration.k8s.io", Version: "v1", Kind: "MutatingWebhookConfiguration", Plural: "mutatingwebhookconfigurations"},
	{Group: "admissionregistration.k8s.io", Version: "v1", Kind: "ValidatingWebhookConfiguration", Plural: "validatingwebhookconfigurations"},
}

// after takes in what is waited for at a look.
func (r *rereading) after(ctx context.Context, client *kube.Client, waitsFor string) error {
	if !strings.Contains(waitsFor, distrust) {
		r.distrusted = 0
		return nil
	}
	if r.distrusted++; r.distrusted%patience != 0 {
		return nil
	}
	for _, of := range webhookConfigurations {
		if err := touch(ctx, client, of); err != nil {
			return err
		}
	}
	return nil
}

// touch changes nothing but the time at which this was done.
func touch(ctx context.Context, client *kube.Client, of kube.Resource) error {
	var there []kube.Meta
	query := kube.Query{Labels: providerLabel, MetadataOnly: true}
	_, err := kube.List(ctx, client, of, query, func(live *kube.Named) { there = append(there, live.Metadata) })
	if err != nil {
		return err
	}
	now := map[string]string{rereadKey: time.Now().UTC().Format(time.RFC3339Nano)}
	for _, live := range there {
		if err := client.Annotate(ctx, of, live, now); err != nil && !kube.IsNotFound(err) {
			return err
		}
	}
	return nil
}
