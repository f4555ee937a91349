package controllers

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/webhook"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
	"sigs.k8s.io/cluster-api/util/apiwarnings"
	"sigs.k8s.io/cluster-api/util/secret"

	"github.com/kaaslab/kaaslab/embedded/internal/ports"
)

const (
	resync       = 10 * time.Minute
	stopPatience = 5 * time.Second
)

func newManager(c Config) (ctrl.Manager, error) {
	cert, err := tls.LoadX509KeyPair(c.WebhookCert, c.WebhookKey)
	if err != nil {
		return nil, fmt.Errorf("load the webhook certificate: %w", err)
	}
	api := rest.CopyConfig(c.API)
	api.WarningHandler = apiwarnings.DefaultHandler(klog.Background().WithName("api server warning"))
	usePriority, patience, every := true, stopPatience, resync
	return ctrl.NewManager(api, ctrl.Options{
		Scheme: scheme,
		Controller: config.Controller{
			UsePriorityQueue: &usePriority,
			CacheSyncTimeout: 5 * time.Minute,
		},
		NewCache:                newClusterCache,
		Cache:                   cacheOptions(every),
		Client:                  clientOptions(),
		GracefulShutdownTimeout: &patience,
		// Nothing but the API server and the webhooks has a port.
		HealthProbeBindAddress: "0",
		PprofBindAddress:       "0",
		Metrics:                metricsserver.Options{BindAddress: "0"},
		WebhookServer: webhook.NewServer(webhook.Options{
			Host: ports.Host,
			Port: c.Ports.Webhook,
			TLSOpts: []func(*tls.Config){func(t *tls.Config) {
				t.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &cert, nil }
			}},
		}),
	})
}

// cacheOptions keep managed fields: the control plane controller compares them
// to find out whether a machine is up to date.
func cacheOptions(every time.Duration) cache.Options {
	return cache.Options{
		SyncPeriod: &every,
		ByObject: map[client.Object]cache.ByObject{
			&corev1.Secret{}: {Label: ofCluster(), Transform: trimSecret},
		},
	}
}

func ofCluster() labels.Selector {
	exists, err := labels.NewRequirement(clusterv1.ClusterNameLabel, selection.Exists, nil)
	if err != nil {
		panic(err) // the label is a constant of Cluster API
	}
	return labels.NewSelector().Add(*exists)
}

// trimSecret drops data that nobody reads from the cache, bootstrap data above all.
func trimSecret(in any) (any, error) {
	if s, ok := in.(*corev1.Secret); ok {
		s.ManagedFields = nil
		if !secret.HasPurposeSuffix(s.Name) {
			s.Data = nil
		}
	}
	return in, nil
}

func clientOptions() client.Options {
	return client.Options{Cache: &client.CacheOptions{
		DisableFor:   []client.Object{&corev1.ConfigMap{}, &corev1.Secret{}},
		Unstructured: true,
	}}
}

// share makes what several reconcilers use.
func share(ctx context.Context, mgr ctrl.Manager) (shared, error) {
	secrets, err := client.New(mgr.GetConfig(), client.Options{
		HTTPClient: mgr.GetHTTPClient(),
		Cache:      &client.CacheOptions{Reader: mgr.GetCache()},
	})
	if err != nil {
		return shared{}, fmt.Errorf("client with cached secrets: %w", err)
	}
	s := shared{manager: mgr, client: mgr.GetClient(), reader: mgr.GetAPIReader(), secrets: secrets}
	s.remote, err = remoteCache(ctx, s)
	return s, err
}
