package cleanup

import (
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/metadata/metadatainformer"
)

// metadataOnly gives the garbage collector informers that hold nothing but
// metadata. Whole objects, which it would also take, are most of the memory
// of a large lab.
type metadataOnly struct {
	factory metadatainformer.SharedInformerFactory
}

func (m metadataOnly) ForResource(resource schema.GroupVersionResource) (informers.GenericInformer, error) {
	return m.factory.ForResource(resource), nil
}

func (m metadataOnly) Start(stop <-chan struct{}) { m.factory.Start(stop) }
