// Package install puts into the API server what a management cluster has from
// its providers' manifests: definitions, webhook configurations, namespaces and
// the inventory that clusterctl reads. Everything is safe to repeat.
package install

import (
	"context"
	"fmt"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/kaaslab/kaaslab/embedded/internal/manifests"
)

// Webhook is where the API server reaches the webhooks.
type Webhook struct {
	Port int
	// CA signed the webhook server's certificate (PEM).
	CA []byte
}

// Installer writes into one API server.
type Installer struct {
	kube       kubernetes.Interface
	extensions apiextensions.Interface
	dynamic    dynamic.Interface
	providers  []manifests.Provider
}

// New makes clients from config that install what the providers have.
func New(config *rest.Config, providers []manifests.Provider) (*Installer, error) {
	kube, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	extensions, err := apiextensions.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	dyn, err := dynamic.NewForConfig(config)
	return &Installer{kube: kube, extensions: extensions, dynamic: dyn, providers: providers}, err
}

// Definitions installs all definitions and waits until they are served. With a
// webhook, versions are converted by it; without, nothing converts.
func (i *Installer) Definitions(ctx context.Context, webhook *Webhook) error {
	var tasks []func() error
	for _, provider := range i.providers {
		for _, crd := range provider.CRDs {
			if webhook != nil {
				webhook.convert(crd)
			}
			tasks = append(tasks, func() error { return i.definition(ctx, crd) })
		}
	}
	if err := parallel(tasks); err != nil {
		return err
	}
	return i.discovered(ctx)
}

// Admission installs the webhook configurations, or removes those of an earlier
// start when webhook is nil, since nothing would answer them.
func (i *Installer) Admission(ctx context.Context, webhook *Webhook) error {
	var tasks []func() error
	for _, provider := range i.providers {
		for _, config := range provider.Mutating {
			tasks = append(tasks, func() error { return i.mutating(ctx, config, webhook) })
		}
		for _, config := range provider.Validating {
			tasks = append(tasks, func() error { return i.validating(ctx, config, webhook) })
		}
	}
	return parallel(tasks)
}

// parallel runs tasks at once and returns the first error.
func parallel(tasks []func() error) error {
	results := make(chan error, len(tasks))
	for _, task := range tasks {
		go func() { results <- task() }()
	}
	var first error
	for range tasks {
		if err := <-results; err != nil && first == nil {
			first = err
		}
	}
	if first != nil {
		return fmt.Errorf("install: %w", first)
	}
	return nil
}
