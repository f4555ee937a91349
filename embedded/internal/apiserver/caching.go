package apiserver

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
)

// caching decides which custom resources the API server keeps in memory in
// front of etcd. It would keep one cache for each version of a kind, and fill
// those of old versions through the conversion webhook, object by object,
// though hardly anybody asks for them: more than half of the memory of a large
// lab. So it keeps the stored version of the kinds it is told about, without
// which a list of a large fleet decodes every object anew, and no other.
type caching struct {
	generic.RESTOptionsGetter
	stored map[schema.GroupResource]string // the version in which etcd has the kinds that are cached
}

// GetRESTOptions is called for each kind and version, without telling which
// version. Only the storage knows that, when it is made.
func (c caching) GetRESTOptions(resource schema.GroupResource, example runtime.Object) (generic.RESTOptions, error) {
	options, err := c.RESTOptionsGetter.GetRESTOptions(resource, example)
	options.Decorator = unhurriedSummaries(c.decorate(options.Decorator))
	return options, err
}

func (c caching) decorate(cached generic.StorageDecorator) generic.StorageDecorator {
	return func(config *storagebackend.ConfigForResource, prefix string, key func(runtime.Object) (string, error),
		object, list func() runtime.Object, attributes storage.AttrFunc, triggers storage.IndexerFuncs, indexers *cache.Indexers,
	) (storage.Interface, factory.DestroyFunc, error) {
		version, found := c.stored[config.GroupResource]
		if !found || object().GetObjectKind().GroupVersionKind().Version != version {
			return generic.UndecoratedStorage(config, prefix, key, object, list, attributes, triggers, indexers)
		}
		store, destroy, err := cached(config, prefix, key, object, list, attributes, triggers, indexers)
		if err == nil {
			awaitFilled(store)
		}
		return store, destroy, err
	}
}

// awaitFilled keeps whoever asks first waiting until the cache is filled, which
// takes milliseconds. The server would have them come again in a second. A cache
// that takes longer does answer like that.
func awaitFilled(store storage.Interface) {
	_ = wait.PollUntilContextTimeout(context.Background(), 2*time.Millisecond, 5*time.Second, true, func(context.Context) (bool, error) {
		return store.ReadinessCheck() == nil, nil
	})
}
