package controllers

import (
	"context"
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"sigs.k8s.io/cluster-api/controllers/clustercache"
)

// reconnect is how soon a workload cluster is dialled again. The default of half
// a minute suits remote machines. Here the first attempt nearly always comes a
// little before the cluster serves, what refuses a connection does so at once,
// and until there is one, nothing goes on.
const reconnect = time.Second / 2

// reconnecting is implemented by the cache, though its public type hides it.
type reconnecting interface {
	SetConnectionCreationRetryInterval(time.Duration)
}

// remoteCache is the one cache of workload clusters that all providers share.
// What any of them wants uncached is uncached for all.
func remoteCache(ctx context.Context, s shared) (clustercache.ClusterCache, error) {
	c, err := clustercache.SetupWithManager(ctx, s.manager, clustercache.Options{
		SecretClient: s.secrets,
		Cache: clustercache.CacheOptions{
			DefaultTransform: cache.TransformStripManagedFields(),
			Indexes:          []clustercache.CacheOptionsIndex{clustercache.NodeProviderIDIndex},
		},
		Client: clustercache.ClientOptions{
			QPS:       -1,
			UserAgent: "kaaslab-embedded",
			Cache:     clustercache.ClientCacheOptions{DisableFor: uncachedRemotely()},
		},
	}, workers())
	if err != nil {
		return nil, fmt.Errorf("cache of the workload clusters: %w", err)
	}
	if r, ok := c.(reconnecting); ok {
		r.SetConnectionCreationRetryInterval(reconnect)
	}
	return c, nil
}

func uncachedRemotely() []client.Object {
	return []client.Object{
		&corev1.ConfigMap{},
		&corev1.Secret{},
		&corev1.Pod{},
		&corev1.PersistentVolume{},
		&appsv1.DaemonSet{},
		&appsv1.Deployment{},
		&storagev1.VolumeAttachment{},
	}
}
