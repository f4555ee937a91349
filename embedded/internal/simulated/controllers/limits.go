package controllers

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apiserver/pkg/quota/v1/generic"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/scale"
	"k8s.io/kubernetes/pkg/controller/podautoscaler"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
	"k8s.io/kubernetes/pkg/controller/resourcequota"
	quota "k8s.io/kubernetes/pkg/quota/v1/install"
	resourceclient "k8s.io/metrics/pkg/client/clientset/versioned/typed/metrics/v1beta1"
	"k8s.io/metrics/pkg/client/custom_metrics"
	"k8s.io/metrics/pkg/client/external_metrics"
)

const (
	// recount is how often quotas are counted anew, and recounted how often
	// kinds are looked for that they could count.
	recount   = 5 * time.Minute
	recounted = 2 * time.Minute
)

// quotas keeps count of what ResourceQuotas limit. The API server refuses what
// is beyond.
func (c *Controllers) quotas(ctx context.Context) error {
	config, err := quota.NewQuotaConfigurationForControllers(generic.ListerFuncForResourceFunc(c.full.ForResource), c.full)
	if err != nil {
		return err
	}
	discover := c.kube.Discovery().ServerPreferredNamespacedResources
	never := func() time.Duration { return 0 }
	controller, err := resourcequota.NewController(ctx, &resourcequota.ControllerOptions{
		QuotaClient:               c.kube.CoreV1(),
		ResourceQuotaInformer:     c.full.Core().V1().ResourceQuotas(),
		ResyncPeriod:              func() time.Duration { return recount },
		InformerFactory:           observed{c},
		ReplenishmentResyncPeriod: never,
		DiscoveryFunc:             discover,
		IgnoredResourcesFunc:      config.IgnoredResources,
		InformersStarted:          c.started,
		Registry:                  generic.NewRegistry(config.Evaluators()),
		UpdateFilter:              quota.DefaultUpdateFilter(),
	})
	if err != nil {
		return err
	}
	c.workers(controller.Run)
	c.loop(func(ctx context.Context) { controller.Sync(ctx, discover, recounted) })
	return nil
}

// What upstream's controller manager has by default for autoscaling.
const (
	autoscale    = 15 * time.Second
	stabilize    = 5 * time.Minute
	tolerance    = 0.1
	initialUsage = 5 * time.Minute
	initialDelay = 30 * time.Second
)

// autoscaling acts on HorizontalPodAutoscalers. There are no metrics in a
// simulated cluster, which their conditions then say.
func (c *Controllers) autoscaling(ctx context.Context) error {
	scales, err := c.scales()
	if err != nil {
		return err
	}
	usage, err := resourceclient.NewForConfig(c.config.API)
	if err != nil {
		return err
	}
	external, err := external_metrics.NewForConfig(c.config.API)
	if err != nil {
		return err
	}
	versions := custom_metrics.NewAvailableAPIsGetter(c.kube.Discovery())
	client := metrics.NewRESTMetricsClient(usage, custom_metrics.NewForConfig(c.config.API, c.mapper, versions), external)
	controller := podautoscaler.NewHorizontalController(ctx, c.kube.CoreV1(), scales, c.kube.AutoscalingV2(), c.mapper, client,
		c.full.Autoscaling().V2().HorizontalPodAutoscalers(), c.full.Core().V1().Pods(), autoscale, stabilize, tolerance, initialUsage, initialDelay)
	c.workers(controller.Run)
	c.loop(func(ctx context.Context) {
		wait.UntilWithContext(ctx, func(context.Context) { versions.Invalidate() }, time.Minute)
	})
	return nil
}

// scales reads and writes the size of whatever has one.
func (c *Controllers) scales() (scale.ScalesGetter, error) {
	return scale.NewForConfig(c.config.API, c.mapper, dynamic.LegacyAPIPathResolverFunc, scale.NewDiscoveryScaleKindResolver(c.kube.Discovery()))
}
