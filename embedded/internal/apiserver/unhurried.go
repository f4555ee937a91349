package apiserver

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
)

// unhurriedPause is longer than an event takes to reach a client on a machine
// that is not overloaded.
const unhurriedPause = 100 * time.Millisecond

// clusterSummaries are where Sveltos writes down what it has installed. Having
// written one it reads it from its cache and writes it again within a few
// milliseconds. If its own change has not come back to the cache by then it is
// told of a conflict, and waits for 10 s or a minute before it goes on. Charts
// that are installed in moments, as here, meet that in every third lab.
var clusterSummaries = schema.GroupResource{Group: "config.projectsveltos.io", Resource: "clustersummaries"}

// unhurried answers a write only when those who watch have very likely heard
// of it.
type unhurried struct {
	storage.Interface
	pause time.Duration
}

// GuaranteedUpdate is what every update and patch comes to.
func (u unhurried) GuaranteedUpdate(ctx context.Context, key string, destination runtime.Object, ignoreNotFound bool,
	preconditions *storage.Preconditions, update storage.UpdateFunc, cached runtime.Object,
) error {
	err := u.Interface.GuaranteedUpdate(ctx, key, destination, ignoreNotFound, preconditions, update, cached)
	if err == nil {
		select {
		case <-ctx.Done():
		case <-time.After(u.pause):
		}
	}
	return err
}

// unhurriedSummaries makes the storage of ClusterSummaries unhurried, and that
// of all others as it was.
func unhurriedSummaries(decorate generic.StorageDecorator) generic.StorageDecorator {
	return func(config *storagebackend.ConfigForResource, prefix string, key func(runtime.Object) (string, error),
		object, list func() runtime.Object, attributes storage.AttrFunc, triggers storage.IndexerFuncs, indexers *cache.Indexers,
	) (storage.Interface, factory.DestroyFunc, error) {
		store, destroy, err := decorate(config, prefix, key, object, list, attributes, triggers, indexers)
		if err == nil && config.GroupResource == clusterSummaries {
			store = unhurried{store, unhurriedPause}
		}
		return store, destroy, err
	}
}
