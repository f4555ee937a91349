package apiserver

import (
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/generic"
)

// uncached leaves out the API server's cache in front of etcd. For custom
// resources the server keeps one cache for each version, and fills those of old
// versions through the conversion webhook, object by object, though hardly
// anybody asks for them: more than half of the memory of a large lab. The few
// clients here watch etcd instead.
type uncached struct{ generic.RESTOptionsGetter }

// GetRESTOptions is called once for each kind and version.
func (u uncached) GetRESTOptions(resource schema.GroupResource, example runtime.Object) (generic.RESTOptions, error) {
	options, err := u.RESTOptionsGetter.GetRESTOptions(resource, example)
	options.Decorator = generic.UndecoratedStorage
	return options, err
}
