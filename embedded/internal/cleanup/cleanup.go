// Package cleanup runs the two controllers of kube-controller-manager that
// Cluster API counts on: the garbage collector, which removes what deleted
// owners leave behind, and the one that empties deleted namespaces.
package cleanup

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/garbagecollector"
	"k8s.io/kubernetes/pkg/controller/namespace"
)

const (
	workers = 10
	// rediscover is how soon kinds that users define later are collected too.
	rediscover      = 30 * time.Second
	namespaceResync = 5 * time.Minute
)

// Controllers are the two controllers, ready to run.
type Controllers struct {
	kube      kubernetes.Interface
	garbage   *garbagecollector.GarbageCollector
	namespace *namespace.NamespaceController
	full      informers.SharedInformerFactory
	partial   metadatainformer.SharedInformerFactory
	started   chan struct{}
}

// New makes the controllers for the API server of config.
func New(ctx context.Context, config *rest.Config) (*Controllers, error) {
	kube, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("client of the cleanup controllers: %w", err)
	}
	meta, err := metadata.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("metadata client of the cleanup controllers: %w", err)
	}
	c := &Controllers{
		kube:    kube,
		full:    informers.NewSharedInformerFactory(kube, 0),
		partial: metadatainformer.NewSharedInformerFactory(meta, 0),
		started: make(chan struct{}),
	}
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(kube.Discovery()))
	c.garbage, err = garbagecollector.NewGarbageCollector(ctx, kube, meta, mapper,
		garbagecollector.DefaultIgnoredResources(), metadataOnly{c.partial}, c.started)
	if err != nil {
		return nil, fmt.Errorf("make the garbage collector: %w", err)
	}
	c.namespace = namespace.NewNamespaceController(ctx, kube, meta, kube.Discovery().ServerPreferredNamespacedResources,
		c.full.Core().V1().Namespaces(), namespaceResync, corev1.FinalizerKubernetes)
	return c, nil
}

// Run runs both until ctx ends.
func (c *Controllers) Run(ctx context.Context) {
	ctx = klog.NewContext(ctx, klog.LoggerWithName(klog.Background(), "cleanup"))
	c.full.Start(ctx.Done())
	c.partial.Start(ctx.Done())
	close(c.started)
	go c.garbage.Sync(ctx, c.kube.Discovery(), rediscover)
	go c.namespace.Run(ctx, workers)
	c.garbage.Run(ctx, workers, rediscover)
}

// Synced tells whether the garbage collector knows all objects.
func (c *Controllers) Synced() bool { return c.garbage.IsSynced(klog.Background()) }
