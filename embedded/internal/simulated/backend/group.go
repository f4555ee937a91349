package backend

import (
	"context"
	"reflect"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	cloudv1 "sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/cloud/api/v1alpha1"
	inmemoryclient "sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/runtime/client"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated"
	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

// group is what a simulated cluster holds, as the provider sees it.
type group struct {
	memory  inmemoryclient.Client
	cluster simulated.Cluster
	// size tells how large the machine behind a node is.
	size func(ctx context.Context, node string) (string, error)
}

// GetClient implements resourcegroup.ResourceGroup.
func (g group) GetClient() inmemoryclient.Client { return g }

// inMemory are the machines, which no Kubernetes API knows.
func inMemory(o runtime.Object) bool {
	switch o.(type) {
	case *cloudv1.CloudMachine, *cloudv1.CloudMachineList:
		return true
	}
	return false
}

// built are kinds that an API server makes itself, so that the provider need not.
func built(o runtime.Object) bool {
	_, ok := o.(*corev1.Namespace)
	return ok
}

// Get implements the provider's client. It leaves the object alone when it does
// not find it: the provider goes on to create what it holds.
func (g group) Get(ctx context.Context, key client.ObjectKey, o client.Object) error {
	switch {
	case inMemory(o):
		return g.memory.Get(ctx, key, o)
	case built(o):
		return nil
	}
	api, err := g.cluster.Client()
	if err != nil {
		return err
	}
	found := reflect.New(reflect.TypeOf(o).Elem())
	if err := api.Get(ctx, key, found.Interface().(client.Object)); err != nil {
		return err
	}
	reflect.ValueOf(o).Elem().Set(found.Elem())
	return nil
}

// List implements the provider's client.
func (g group) List(ctx context.Context, l client.ObjectList, opts ...client.ListOption) error {
	if inMemory(l) {
		return g.memory.List(ctx, l, opts...)
	}
	api, err := g.cluster.Client()
	if err != nil {
		return err
	}
	return api.List(ctx, l, opts...)
}

// Create implements the provider's client. The provider's objects are outlines,
// good enough for its own server; they are completed here.
func (g group) Create(ctx context.Context, o client.Object) error {
	switch {
	case inMemory(o):
		return g.memory.Create(ctx, o)
	case built(o):
		return nil
	}
	api, err := g.cluster.Client()
	if err != nil {
		return err
	}
	whole, ok := o.DeepCopyObject().(client.Object)
	if !ok {
		return api.Create(ctx, o)
	}
	if err := g.resize(ctx, whole); err != nil {
		return err
	}
	if err := complete(ctx, api, whole); err != nil {
		return err
	}
	return api.Create(ctx, whole)
}

// resize tells a new node its size from the start: pods would be placed by
// another one until Cluster API brings it.
func (g group) resize(ctx context.Context, o client.Object) error {
	node, ok := o.(*corev1.Node)
	if !ok {
		return nil
	}
	size, err := g.size(ctx, node.Name)
	if err != nil || size == "" {
		return err
	}
	metav1.SetMetaDataAnnotation(&node.ObjectMeta, nodes.SizeAnnotation, size)
	return nil
}

// Delete implements the provider's client. What a node ran is removed by the
// controllers.
func (g group) Delete(ctx context.Context, o client.Object) error {
	if inMemory(o) {
		return g.memory.Delete(ctx, o)
	}
	api, err := g.cluster.Client()
	if err != nil {
		return err
	}
	return api.Delete(ctx, o, &client.DeleteOptions{Raw: metav1.NewDeleteOptions(0)})
}

// Update implements the provider's client.
func (g group) Update(ctx context.Context, o client.Object) error {
	if inMemory(o) {
		return g.memory.Update(ctx, o)
	}
	api, err := g.cluster.Client()
	if err != nil {
		return err
	}
	return api.Update(ctx, o)
}

// Patch implements the provider's client.
func (g group) Patch(ctx context.Context, o client.Object, patch client.Patch) error {
	if inMemory(o) {
		return g.memory.Patch(ctx, o, patch)
	}
	api, err := g.cluster.Client()
	if err != nil {
		return err
	}
	return api.Patch(ctx, o, patch)
}
