package controllers

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/informers"
	"k8s.io/kubernetes/pkg/controller/disruption"
	"k8s.io/kubernetes/pkg/controller/garbagecollector"
	"k8s.io/kubernetes/pkg/controller/namespace"
)

const (
	// rediscover is how soon kinds that users define are collected, too.
	rediscover      = 30 * time.Second
	namespaceResync = 5 * time.Minute
)

// cleanup removes what deleted owners leave behind, and empties namespaces.
func (c *Controllers) cleanup(ctx context.Context) error {
	garbage, err := garbagecollector.NewGarbageCollector(ctx, c.kube, c.meta, c.mapper,
		garbagecollector.DefaultIgnoredResources(), observed{c}, c.started)
	if err != nil {
		return err
	}
	c.loop(func(ctx context.Context) {
		go garbage.Sync(ctx, c.kube.Discovery(), rediscover)
		garbage.Run(ctx, 2, rediscover)
	})
	c.workers(namespace.NewNamespaceController(ctx, c.kube, c.meta, c.served,
		c.full.Core().V1().Namespaces(), namespaceResync, corev1.FinalizerKubernetes).Run)
	return nil
}

// disruption keeps the status of PodDisruptionBudgets, without which no pod
// that one of them covers can be evicted, and no machine be replaced.
func (c *Controllers) disruption(ctx context.Context) error {
	scales, err := c.scales()
	if err != nil {
		return err
	}
	core, apps := c.full.Core().V1(), c.full.Apps().V1()
	budgets := disruption.NewDisruptionController(ctx, core.Pods(), c.full.Policy().V1().PodDisruptionBudgets(), core.ReplicationControllers(),
		apps.ReplicaSets(), apps.Deployments(), apps.StatefulSets(), c.kube, c.mapper, scales, c.kube.Discovery())
	c.loop(budgets.Run)
	return nil
}

// watched are kinds whose whole objects some controller keeps anyhow.
var watched = sets.New(
	schema.GroupVersionResource{Version: "v1", Resource: "pods"},
	schema.GroupVersionResource{Version: "v1", Resource: "nodes"},
	schema.GroupVersionResource{Version: "v1", Resource: "namespaces"},
	schema.GroupVersionResource{Version: "v1", Resource: "services"},
	schema.GroupVersionResource{Version: "v1", Resource: "endpoints"},
	schema.GroupVersionResource{Version: "v1", Resource: "serviceaccounts"},
	schema.GroupVersionResource{Version: "v1", Resource: "persistentvolumeclaims"},
	schema.GroupVersionResource{Version: "v1", Resource: "persistentvolumes"},
	schema.GroupVersionResource{Version: "v1", Resource: "replicationcontrollers"},
	schema.GroupVersionResource{Version: "v1", Resource: "resourcequotas"},
	schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "deployments"},
	schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "replicasets"},
	schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "daemonsets"},
	schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "statefulsets"},
	schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "controllerrevisions"},
	schema.GroupVersionResource{Group: "batch", Version: "v1", Resource: "jobs"},
	schema.GroupVersionResource{Group: "batch", Version: "v1", Resource: "cronjobs"},
	schema.GroupVersionResource{Group: "policy", Version: "v1", Resource: "poddisruptionbudgets"},
	schema.GroupVersionResource{Group: "autoscaling", Version: "v2", Resource: "horizontalpodautoscalers"},
	schema.GroupVersionResource{Group: "coordination.k8s.io", Version: "v1", Resource: "leases"},
	schema.GroupVersionResource{Group: "discovery.k8s.io", Version: "v1", Resource: "endpointslices"},
	schema.GroupVersionResource{Group: "networking.k8s.io", Version: "v1", Resource: "ingresses"},
	schema.GroupVersionResource{Group: "storage.k8s.io", Version: "v1", Resource: "storageclasses"},
	schema.GroupVersionResource{Group: "storage.k8s.io", Version: "v1", Resource: "csinodes"},
	schema.GroupVersionResource{Group: "storage.k8s.io", Version: "v1", Resource: "csidrivers"},
	schema.GroupVersionResource{Group: "storage.k8s.io", Version: "v1", Resource: "csistoragecapacities"},
	schema.GroupVersionResource{Group: "storage.k8s.io", Version: "v1", Resource: "volumeattachments"},
	schema.GroupVersionResource{Group: "rbac.authorization.k8s.io", Version: "v1", Resource: "clusterroles"},
)

// enforced are kinds whose whole objects the API server keeps. Its informers run
// before there are controllers, of which most hold only for informers that do
// not run yet: what collects garbage takes handlers at any time.
var enforced = sets.New(
	schema.GroupVersionResource{Version: "v1", Resource: "limitranges"},
	schema.GroupVersionResource{Group: "rbac.authorization.k8s.io", Version: "v1", Resource: "clusterrolebindings"},
	schema.GroupVersionResource{Group: "rbac.authorization.k8s.io", Version: "v1", Resource: "roles"},
	schema.GroupVersionResource{Group: "rbac.authorization.k8s.io", Version: "v1", Resource: "rolebindings"},
	schema.GroupVersionResource{Group: "networking.k8s.io", Version: "v1", Resource: "ingressclasses"},
	schema.GroupVersionResource{Group: "networking.k8s.io", Version: "v1", Resource: "servicecidrs"},
	schema.GroupVersionResource{Group: "networking.k8s.io", Version: "v1", Resource: "ipaddresses"},
	schema.GroupVersionResource{Group: "scheduling.k8s.io", Version: "v1", Resource: "priorityclasses"},
	schema.GroupVersionResource{Group: "admissionregistration.k8s.io", Version: "v1", Resource: "validatingadmissionpolicies"},
	schema.GroupVersionResource{Group: "admissionregistration.k8s.io", Version: "v1", Resource: "validatingadmissionpolicybindings"},
	schema.GroupVersionResource{Group: "admissionregistration.k8s.io", Version: "v1", Resource: "validatingwebhookconfigurations"},
	schema.GroupVersionResource{Group: "admissionregistration.k8s.io", Version: "v1", Resource: "mutatingwebhookconfigurations"},
)

// observed gives the garbage collector the informers that there are, and for
// all other kinds such that hold nothing but metadata.
type observed struct{ *Controllers }

// ForResource implements informerfactory.InformerFactory.
func (o observed) ForResource(resource schema.GroupVersionResource) (informers.GenericInformer, error) {
	switch {
	case watched.Has(resource):
		return o.full.ForResource(resource)
	case enforced.Has(resource):
		return o.config.Informers.ForResource(resource)
	}
	return o.partial.ForResource(resource), nil
}

// Start implements informerfactory.InformerFactory.
func (o observed) Start(stop <-chan struct{}) {
	o.full.Start(stop)
	o.partial.Start(stop)
	o.config.StartInformers()
}
