package controllers

import (
	"fmt"
	"time"

	resourcev1 "k8s.io/api/resource/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// devices is about a cluster whose version of Kubernetes does not know devices
// that pods claim. The scheduler and the quotas want to read some at any rate,
// and would wait for an answer for ever: they are told that there are none.
func (c *Controllers) devices() error {
	_, err := c.kube.Discovery().ServerResourcesForGroupVersion(resourcev1.SchemeGroupVersion.String())
	switch {
	case err == nil:
		return nil
	case !apierrors.IsNotFound(err):
		return fmt.Errorf("ask whether there are devices: %w", err)
	}
	// Whoever asks the factory for one of these kinds gets what it has already.
	for kind, list := range map[runtime.Object]runtime.Object{
		&resourcev1.DeviceClass{}:           &resourcev1.DeviceClassList{},
		&resourcev1.ResourceClaim{}:         &resourcev1.ResourceClaimList{},
		&resourcev1.ResourceClaimTemplate{}: &resourcev1.ResourceClaimTemplateList{},
		&resourcev1.ResourceSlice{}:         &resourcev1.ResourceSliceList{},
	} {
		c.full.InformerFor(kind, func(kubernetes.Interface, time.Duration) cache.SharedIndexInformer {
			byNamespace := cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc}
			return cache.NewSharedIndexInformer(none{list}, kind, 0, byNamespace)
		})
	}
	return nil
}

// none lists and watches a kind of which there is nothing.
type none struct{ list runtime.Object }

// List implements cache.ListerWatcher.
func (n none) List(metav1.ListOptions) (runtime.Object, error) { return n.list.DeepCopyObject(), nil }

// Watch implements cache.ListerWatcher.
func (none) Watch(metav1.ListOptions) (watch.Interface, error) {
	return watch.NewProxyWatcher(make(chan watch.Event)), nil
}

// IsWatchListSemanticsUnSupported makes informers list before they watch.
func (none) IsWatchListSemanticsUnSupported() bool { return true }
