package controllers

import (
	"context"
	"maps"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
)

// served are the kinds that a namespace has to be rid of. A group that some
// Service should serve has no objects here, since nothing runs behind it. In
// life it would keep all namespaces from going.
func (c *Controllers) served() ([]*metav1.APIResourceList, error) {
	found, err := c.kube.Discovery().ServerPreferredNamespacedResources()
	failed, some := discovery.GroupDiscoveryFailedErrorGroups(err)
	if !some {
		return found, err
	}
	failed = maps.Clone(failed)
	if err := c.forgive(failed); err != nil {
		return found, err
	}
	if len(failed) == 0 {
		return found, nil
	}
	return found, &discovery.ErrGroupDiscoveryFailed{Groups: failed}
}

// forgive takes out the groups that a Service should serve.
func (c *Controllers) forgive(failed map[schema.GroupVersion]error) error {
	client, err := dynamic.NewForConfig(c.config.API)
	if err != nil {
		return err
	}
	services := schema.GroupVersionResource{Group: "apiregistration.k8s.io", Version: "v1", Resource: "apiservices"}
	all, err := client.Resource(services).List(context.Background(), metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, o := range all.Items {
		if _, elsewhere, _ := unstructured.NestedMap(o.Object, "spec", "service"); !elsewhere {
			continue
		}
		group, _, _ := unstructured.NestedString(o.Object, "spec", "group")
		version, _, _ := unstructured.NestedString(o.Object, "spec", "version")
		delete(failed, schema.GroupVersion{Group: group, Version: version})
	}
	return nil
}
