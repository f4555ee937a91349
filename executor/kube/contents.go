package kube

import (
	"cmp"
	"context"
	"slices"
)

// Contents is what there is on a cluster of pods, and what is registered there that nobody answers.
type Contents struct {
	// Running of the Wanted pods are ready. Pods that have done their work, or are on their way out, do not count.
	Running, Wanted int
	// Waiting are the others.
	Waiting []WaitingPod
	// Unanswered are the webhooks and APIs behind a Service of the cluster, as "ValidatingWebhookConfiguration name". Behind
	// a Service of a simulated cluster nothing runs.
	Unanswered []string
}

// WaitingPod is a pod that is not ready, and why.
type WaitingPod struct{ Name, Why string }

// The kinds by which an API server is told to call others.
var (
	validatingWebhooks = Resource{Group: "admissionregistration.k8s.io", Version: "v1", Kind: "ValidatingWebhookConfiguration", Plural: "validatingwebhookconfigurations"}
	mutatingWebhooks   = Resource{Group: "admissionregistration.k8s.io", Version: "v1", Kind: "MutatingWebhookConfiguration", Plural: "mutatingwebhookconfigurations"}
	apiServices        = Resource{Group: "apiregistration.k8s.io", Version: "v1", Kind: "APIService", Plural: "apiservices"}
)

// Contents looks at a cluster with a request for each kind.
func (a *Access) Contents(ctx context.Context) (Contents, error) {
	client, err := a.Client()
	if err != nil {
		return Contents{}, err
	}
	var found Contents
	if _, err := List(ctx, client, Pods, Query{}, found.addPod); err != nil {
		return Contents{}, err
	}
	for _, kind := range []Resource{validatingWebhooks, mutatingWebhooks, apiServices} {
		_, err := List(ctx, client, kind, Query{}, func(c *calling) {
			if c.intoTheCluster() {
				found.Unanswered = append(found.Unanswered, kind.Kind+" "+c.Metadata.Name)
			}
		})
		if err != nil {
			return Contents{}, err
		}
	}
	slices.SortFunc(found.Waiting, func(a, b WaitingPod) int { return cmp.Compare(a.Name, b.Name) })
	return found, nil
}

func (c *Contents) addPod(p *pod) {
	if p.Metadata.DeletionTimestamp != "" || p.Status.Phase == "Succeeded" {
		return
	}
	c.Wanted++
	trouble := p.trouble()
	if trouble == "" {
		c.Running++
		return
	}
	c.Waiting = append(c.Waiting, WaitingPod{p.Metadata.Namespace + "/" + p.Metadata.Name, trouble})
}

// calling is what an API server is told to call.
type calling struct {
	Metadata Meta `json:"metadata"`
	Spec     struct {
		Service *struct{} `json:"service"`
	} `json:"spec"`
	Webhooks []struct {
		ClientConfig struct {
			Service *struct{} `json:"service"`
		} `json:"clientConfig"`
	} `json:"webhooks"`
}

func (c *calling) intoTheCluster() bool {
	for _, w := range c.Webhooks {
		if w.ClientConfig.Service != nil {
			return true
		}
	}
	return c.Spec.Service != nil
}
