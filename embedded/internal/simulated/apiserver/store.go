package apiserver

import (
	"fmt"
	"sync"

	etcdclient "go.etcd.io/etcd/client/v3/kubernetes"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/etcd3"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/apiserver/pkg/storage/value/encrypt/identity"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"

	"github.com/kaaslab/kaaslab/embedded/internal/etcd"
)

// store is the one client of etcd that all servers use. Left to themselves they
// open more than sixty connections each.
type store struct {
	endpoint string
	once     sync.Once
	client   *etcdclient.Client
	err      error
}

func (s *store) connect() (*etcdclient.Client, error) {
	s.once.Do(func() {
		s.client, s.err = etcdclient.New(etcd.ClientConfig(s.endpoint))
	})
	if s.err != nil {
		return nil, fmt.Errorf("connect to the store: %w", s.err)
	}
	return s.client, nil
}

// share makes all parts of a server use the one client.
func (s *store) share(parts *app.Config) {
	for _, getter := range []*generic.RESTOptionsGetter{
		&parts.KubeAPIs.ControlPlane.Generic.RESTOptionsGetter,
		&parts.Aggregator.GenericConfig.RESTOptionsGetter,
		&parts.ApiExtensions.GenericConfig.RESTOptionsGetter,
		&parts.ApiExtensions.ExtraConfig.CRDRESTOptionsGetter,
	} {
		*getter = sharing{*getter, s}
	}
}

// sharing is asked once for each kind that a server stores.
type sharing struct {
	generic.RESTOptionsGetter
	store *store
}

// GetRESTOptions leaves out the cache in front of the store, too.
func (s sharing) GetRESTOptions(resource schema.GroupResource, example runtime.Object) (generic.RESTOptions, error) {
	options, err := s.RESTOptionsGetter.GetRESTOptions(resource, example)
	options.Decorator = s.store.open
	return options, err
}

// open does what upstream does for a kind, without a client of its own.
func (s *store) open(
	config *storagebackend.ConfigForResource, resourcePrefix string, _ func(runtime.Object) (string, error),
	newObject, newList func() runtime.Object, _ storage.AttrFunc, _ storage.IndexerFuncs, _ *cache.Indexers,
) (storage.Interface, factory.DestroyFunc, error) {
	client, err := s.connect()
	if err != nil {
		return nil, nil, err
	}
	transformer := config.Transformer
	if transformer == nil {
		transformer = identity.NewEncryptCheckTransformer()
	}
	own := *client
	versioner := storage.APIObjectVersioner{}
	kind, err := etcd3.New(&own, nil, config.Codec, newObject, newList, config.Prefix, resourcePrefix, config.GroupResource,
		transformer, config.LeaseManagerConfig, etcd3.NewDefaultDecoder(config.Codec, versioner), versioner)
	if err != nil {
		return nil, nil, err
	}
	var once sync.Once
	return kind, func() { once.Do(kind.Close) }, nil
}
