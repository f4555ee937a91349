package controllers

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
)

// clusterIndex is the name of the index by the cluster that an object is of.
const clusterIndex = "kaaslab.dev/cluster"

// clusterCache finds at once what is of one cluster. Cluster API asks for that in nearly every list, and the cache of
// controller-runtime would look through what is of all clusters for it: with 350 of them that took an eighth of the processor.
type clusterCache struct {
	cache.Cache
	scheme  *runtime.Scheme
	mu      sync.Mutex
	indexed map[listed]bool
}

// listed is a kind of objects as one informer has it: objects of a Go type, without one, or their metadata.
type listed struct {
	schema.GroupVersionKind
	as reflect.Type
}

// newClusterCache is a cache.NewCacheFunc.
func newClusterCache(config *rest.Config, options cache.Options) (cache.Cache, error) {
	all, err := cache.New(config, options)
	if err != nil {
		return nil, err
	}
	return &clusterCache{Cache: all, scheme: options.Scheme, indexed: map[listed]bool{}}, nil
}

// List implements client.Reader.
func (c *clusterCache) List(ctx context.Context, list client.ObjectList, options ...client.ListOption) error {
	if cluster := wantedOf(options); cluster != "" {
		if err := c.index(ctx, list); err != nil {
			return err
		}
		options = append(slices.Clip(options), client.MatchingFields{clusterIndex: cluster})
	}
	return c.Cache.List(ctx, list, options...)
}

// wantedOf is the cluster of which all is to be that is listed, or nothing if that is not said, or if a list is of a field already.
func wantedOf(options []client.ListOption) string {
	wanted := client.ListOptions{}
	wanted.ApplyOptions(options)
	if wanted.LabelSelector == nil || wanted.FieldSelector != nil {
		return ""
	}
	cluster, _ := wanted.LabelSelector.RequiresExactMatch(clusterv1.ClusterNameLabel)
	return cluster
}

// index has the objects indexed of which a list is, once.
func (c *clusterCache) index(ctx context.Context, list client.ObjectList) error {
	kind, err := apiutil.GVKForObject(list, c.scheme)
	if err != nil {
		return err
	}
	kind.Kind = strings.TrimSuffix(kind.Kind, "List")
	c.mu.Lock()
	defer c.mu.Unlock()
	key := listed{kind, reflect.TypeOf(list)}
	if c.indexed[key] {
		return nil
	}
	one, err := c.oneOf(list, kind)
	if err == nil {
		err = c.IndexField(ctx, one, clusterIndex, clusterOf)
	}
	c.indexed[key] = err == nil
	return err
}

// oneOf is an object as those of the list are.
func (c *clusterCache) oneOf(list client.ObjectList, kind schema.GroupVersionKind) (client.Object, error) {
	var one client.Object
	switch list.(type) {
	case runtime.Unstructured:
		one = &unstructured.Unstructured{}
	case *metav1.PartialObjectMetadataList:
		one = &metav1.PartialObjectMetadata{}
	default:
		typed, err := c.scheme.New(kind)
		if err != nil {
			return nil, err
		}
		return typed.(client.Object), nil
	}
	one.GetObjectKind().SetGroupVersionKind(kind)
	return one, nil
}

func clusterOf(object client.Object) []string {
	if cluster := object.GetLabels()[clusterv1.ClusterNameLabel]; cluster != "" {
		return []string{cluster}
	}
	return nil
}
