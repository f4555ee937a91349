// Package controllers runs what kube-controller-manager and kube-scheduler do,
// for one simulated cluster: the real controllers, linked directly, on one set
// of informers.
package controllers

import (
	"context"
	"fmt"
	"sync"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/klog/v2"
)

const protobuf = "application/vnd.kubernetes.protobuf"

// Config says for which cluster the controllers work.
type Config struct {
	// Name of the cluster, for the log.
	Name string
	API  *rest.Config
	// Informers of the API server, which run already and end with it.
	Informers      informers.SharedInformerFactory
	StartInformers func()
	// RootCA is what pods are told to trust.
	RootCA []byte
	// ServiceAccountKey is the path of the key that signs tokens.
	ServiceAccountKey string
}

// Controllers are set up and ready to run.
type Controllers struct {
	config Config
	kube   kubernetes.Interface
	meta   metadata.Interface
	mapper *restmapper.DeferredDiscoveryRESTMapper
	// full holds whole objects but for their managed fields.
	full informers.SharedInformerFactory
	// partial holds only metadata of the kinds that no controller reads.
	partial metadatainformer.SharedInformerFactory
	// started is closed when the informers run.
	started chan struct{}
	// loops run until their context ends.
	loops []func(context.Context)
}

// New sets the controllers up against an API server that is ready. They end
// with ctx, even if they were never run.
func New(ctx context.Context, config Config) (*Controllers, error) {
	c := &Controllers{config: config, started: make(chan struct{})}
	if err := c.connect(); err != nil {
		return nil, fmt.Errorf("clients of the controllers of %s: %w", config.Name, err)
	}
	ctx = c.logging(ctx)
	if err := c.devices(); err != nil {
		return nil, fmt.Errorf("set up the controllers of %s: %w", config.Name, err)
	}
	for _, add := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"workloads", c.workloads},
		{"jobs", c.jobs},
		{"services", c.services},
		{"accounts", c.accounts},
		{"cleanup", c.cleanup},
		{"disruption", c.disruption},
		{"quotas", c.quotas},
		{"autoscaling", c.autoscaling},
		{"volumes", c.volumes},
		{"load balancers", c.balancers},
		{"health of nodes", c.health},
		{"sizes of nodes", c.sizes},
		{"orphaned pods", c.orphans},
		{"scheduler", c.scheduler},
	} {
		if err := add.do(ctx); err != nil {
			return nil, fmt.Errorf("set up the controllers of %s: %s: %w", config.Name, add.name, err)
		}
	}
	return c, nil
}

// Run runs all of them and returns when ctx has ended and they have, too.
func (c *Controllers) Run(ctx context.Context) {
	ctx = c.logging(ctx)
	c.full.Start(ctx.Done())
	c.partial.Start(ctx.Done())
	close(c.started)
	var running sync.WaitGroup
	for _, loop := range c.loops {
		running.Go(func() { loop(ctx) })
	}
	running.Wait()
	c.full.Shutdown()
	c.partial.Shutdown()
}

func (c *Controllers) loop(run func(context.Context)) { c.loops = append(c.loops, run) }

// workers runs a controller with as many workers as a small cluster needs.
func (c *Controllers) workers(run func(context.Context, int)) {
	c.loop(func(ctx context.Context) { run(ctx, 2) })
}

func (c *Controllers) logging(ctx context.Context) context.Context {
	return klog.NewContext(ctx, klog.LoggerWithName(klog.Background(), c.config.Name))
}

func (c *Controllers) connect() error {
	fast := rest.CopyConfig(c.config.API)
	fast.ContentType, fast.AcceptContentTypes = protobuf, protobuf+",application/json"
	kube, err := kubernetes.NewForConfig(fast)
	if err != nil {
		return err
	}
	c.kube = kube
	if c.meta, err = metadata.NewForConfig(c.config.API); err != nil {
		return err
	}
	c.mapper = restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(kube.Discovery()))
	c.full = informers.NewSharedInformerFactoryWithOptions(kube, 0, informers.WithTransform(trim))
	c.partial = metadatainformer.NewSharedInformerFactoryWithOptions(c.meta, 0, metadatainformer.WithTransform(trim))
	return nil
}

// trim drops what controllers never read, and which is half of most objects.
func trim(object any) (any, error) {
	if a, err := meta.Accessor(object); err == nil && a.GetManagedFields() != nil {
		a.SetManagedFields(nil)
	}
	return object, nil
}
