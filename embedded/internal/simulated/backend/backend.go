// Package backend joins the development provider of Cluster API to simulated
// clusters. The provider keeps in memory what its clusters hold; of a simulated
// cluster only the machines stay there. Nodes, pods and everything else go to
// the cluster's real API, and are read from there.
package backend

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/sets"
	"sigs.k8s.io/controller-runtime/pkg/client"

	controlplanev1 "sigs.k8s.io/cluster-api/api/controlplane/kubeadm/v1beta2"
	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
	inmemoryruntime "sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/runtime"
	"sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/runtime/resourcegroup"
	inmemoryserver "sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/server"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated"
	"github.com/kaaslab/kaaslab/embedded/internal/simulated/injection"
	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

// Annotation of a DevCluster whose workload cluster is simulated, and of its
// Cluster, by which others know that something can be installed there.
const Annotation = "kaaslab.dev/simulated"

// Backend is what the provider takes for its memory.
type Backend struct {
	inmemoryruntime.Manager
	fleet      *simulated.Fleet
	fake       atomic.Pointer[http.Handler]
	management client.Client
}

var _ inmemoryserver.Backing = (*Backend)(nil)

// New joins memory to a fleet on the store at endpoint.
func New(memory inmemoryruntime.Manager, management client.Client, endpoint string) *Backend {
	b := &Backend{Manager: memory, management: management}
	b.fleet = simulated.NewFleet(simulated.Config{Endpoint: endpoint, Management: management, Inner: b.inner})
	return b
}

// Sweep erases what killed processes left of simulated clusters that are gone.
func (b *Backend) Sweep(ctx context.Context, reader client.Reader) error {
	var clusters clusterv1.ClusterList
	if err := reader.List(ctx, &clusters); err != nil {
		return fmt.Errorf("list the clusters of an earlier run: %w", err)
	}
	keep := sets.New[types.UID]()
	for i := range clusters.Items {
		keep.Insert(clusters.Items[i].UID)
	}
	return b.fleet.Sweep(ctx, keep)
}

// Stop ends all simulated clusters.
func (b *Backend) Stop(ctx context.Context) { b.fleet.Stop(ctx) }

// Prepare starts a simulated cluster and returns false until it serves.
func (b *Backend) Prepare(ctx context.Context, cluster *clusterv1.Cluster, infrastructure client.Object) (bool, error) {
	if !isSimulated(infrastructure) {
		return true, nil
	}
	if err := b.mark(ctx, cluster); err != nil {
		return false, err
	}
	b.AddResourceGroup(client.ObjectKeyFromObject(cluster).String())
	kubernetes, err := b.version(ctx, cluster)
	if err != nil {
		return false, err
	}
	return b.fleet.Ensure(cluster, kubernetes)
}

// version is that of a cluster's control plane: in an upgrade its API goes
// first, as machines must not be newer than what they register with. It is empty
// if nobody says one.
func (b *Backend) version(ctx context.Context, cluster *clusterv1.Cluster) (string, error) {
	ref := cluster.Spec.ControlPlaneRef
	if ref.Kind != "KubeadmControlPlane" {
		return cluster.Spec.Topology.Version, nil
	}
	var plane controlplanev1.KubeadmControlPlane
	switch err := b.management.Get(ctx, client.ObjectKey{Namespace: cluster.Namespace, Name: ref.Name}, &plane); {
	case apierrors.IsNotFound(err):
		return cluster.Spec.Topology.Version, nil
	case err != nil:
		return "", fmt.Errorf("version of Cluster %s: %w", client.ObjectKeyFromObject(cluster), err)
	}
	return plane.Spec.Version, nil
}

// mark annotates the Cluster. Its class could not: a class has no say in the
// annotations of Clusters.
func (b *Backend) mark(ctx context.Context, cluster *clusterv1.Cluster) error {
	if cluster.Annotations[Annotation] == "true" {
		return nil
	}
	marked := cluster.DeepCopy()
	if marked.Annotations == nil {
		marked.Annotations = map[string]string{}
	}
	marked.Annotations[Annotation] = "true"
	if err := b.management.Patch(ctx, marked, client.MergeFrom(cluster)); err != nil {
		return fmt.Errorf("mark Cluster %s as simulated: %w", client.ObjectKeyFromObject(cluster), err)
	}
	return nil
}

// Release stops a simulated cluster and returns false until nothing is left.
func (b *Backend) Release(ctx context.Context, cluster *clusterv1.Cluster, infrastructure client.Object) (bool, error) {
	if !isSimulated(infrastructure) {
		return true, nil
	}
	return b.fleet.Remove(ctx, cluster)
}

func isSimulated(infrastructure client.Object) bool {
	return infrastructure.GetAnnotations()[Annotation] == "true"
}

// Handler serves the API of a simulated cluster. It is nil for all others.
func (b *Backend) Handler(resourceGroup string) http.Handler {
	if c := b.fleet.Get(keyOf(resourceGroup)); c != nil {
		return c.Handler()
	}
	return nil
}

// Find returns a simulated cluster to break, or nil.
func (b *Backend) Find(key types.NamespacedName) injection.Cluster {
	if c := b.fleet.Get(key); c != nil {
		return c
	}
	return nil
}

// Client reads and writes the objects of a simulated cluster. It is nil for all others.
func (b *Backend) Client(key types.NamespacedName) (client.Client, error) {
	if c := b.fleet.Get(key); c != nil {
		return c.Client()
	}
	return nil, nil
}

// GetResourceGroup is how the provider reaches what a cluster holds.
func (b *Backend) GetResourceGroup(name string) resourcegroup.ResourceGroup {
	memory := b.Manager.GetResourceGroup(name)
	if c := b.fleet.Get(keyOf(name)); c != nil {
		return group{memory: memory.GetClient(), cluster: c, size: b.sizeIn(keyOf(name).Namespace)}
	}
	return memory
}

// sizeIn reads the sizes of machines in a namespace. A node has the name of its
// Machine.
func (b *Backend) sizeIn(namespace string) func(context.Context, string) (string, error) {
	return func(ctx context.Context, node string) (string, error) {
		var machine clusterv1.Machine
		if err := b.management.Get(ctx, client.ObjectKey{Namespace: namespace, Name: node}, &machine); err != nil {
			return "", client.IgnoreNotFound(err)
		}
		return machine.Annotations[nodes.SizeAnnotation], nil
	}
}

// keyOf takes the name that the provider gives to a cluster's resource group.
func keyOf(group string) types.NamespacedName {
	for i := range group {
		if group[i] == types.Separator {
			return types.NamespacedName{Namespace: group[:i], Name: group[i+1:]}
		}
	}
	return types.NamespacedName{Name: group}
}
