// Package controllers runs Cluster API in this process: the core controllers,
// the kubeadm bootstrap and control plane providers and the development
// provider with its in-memory machines, all on one cache and one connection to
// every workload cluster.
package controllers

import (
	"context"
	"fmt"

	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"sigs.k8s.io/cluster-api/controllers/clustercache"
	"sigs.k8s.io/cluster-api/feature"
	inmemoryserver "sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/server"
	"sigs.k8s.io/cluster-api/util/index"

	"github.com/kaaslab/kaaslab/embedded/internal/ports"
)

// Config is what the controllers need from the other parts.
type Config struct {
	API         *rest.Config
	Store       string // endpoint of etcd
	Ports       ports.Set
	WebhookCert string
	WebhookKey  string
}

// Controllers are set up and ready to run.
type Controllers struct {
	manager   ctrl.Manager
	workloads *workloads
	remote    clustercache.ClusterCache
	earlier   []client.ObjectKey
}

// shared is what several reconcilers use.
type shared struct {
	manager ctrl.Manager
	client  client.Client
	reader  client.Reader
	secrets client.Client
	remote  clustercache.ClusterCache
}

// New sets everything up against an API server that serves all definitions.
func New(ctx context.Context, config Config) (*Controllers, error) {
	// Fails to compile against the unchanged module, which would listen on
	// all addresses of the machine without any authentication.
	const _ = "in-memory clusters listen on " + inmemoryserver.ListenHost

	ctrl.SetLogger(klog.Background())
	if err := feature.MutableGates.Set("ClusterTopology=true,MachineTaintPropagation=true"); err != nil {
		return nil, fmt.Errorf("enable ClusterClass and taints: %w", err)
	}
	mgr, err := newManager(config)
	if err != nil {
		return nil, fmt.Errorf("set up the controllers: %w", err)
	}
	c := &Controllers{manager: mgr}
	for _, step := range []struct {
		name string
		do   func(context.Context, ctrl.Manager) error
	}{
		{"indexes", index.AddDefaultIndexes},
		{"reconcilers", func(ctx context.Context, mgr ctrl.Manager) error { return c.reconcilers(ctx, config) }},
	} {
		if err := step.do(ctx, mgr); err != nil {
			return nil, fmt.Errorf("set up the %s: %w", step.name, err)
		}
	}
	return c, nil
}

func (c *Controllers) reconcilers(ctx context.Context, config Config) error {
	s, err := share(ctx, c.manager)
	if err != nil {
		return err
	}
	c.remote = s.remote
	if c.earlier, err = earlier(ctx, s.reader); err != nil {
		return err
	}
	if c.workloads, err = setupInMemory(ctx, s, config); err != nil {
		return err
	}
	if err := setupCore(ctx, s); err != nil {
		return err
	}
	if err := setupKubeadm(ctx, s); err != nil {
		return err
	}
	return setupWebhooks(s)
}

// Run runs webhooks and controllers until ctx ends.
func (c *Controllers) Run(ctx context.Context) error { return c.manager.Start(ctx) }

// WebhooksServe returns nil once the webhook server accepts connections.
func (c *Controllers) WebhooksServe() error {
	return c.manager.GetWebhookServer().StartedChecker()(nil)
}

// WaitForCaches returns once the controllers know all objects.
func (c *Controllers) WaitForCaches(ctx context.Context) error {
	if !c.manager.GetCache().WaitForCacheSync(ctx) {
		return fmt.Errorf("wait for the caches of the controllers: %w", ctx.Err())
	}
	return nil
}

// Close ends the servers of the workload clusters.
func (c *Controllers) Close(ctx context.Context) error { return c.workloads.close(ctx) }
