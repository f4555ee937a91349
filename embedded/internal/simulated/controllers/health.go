package controllers

import (
	"context"
	"fmt"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	coordinationinformers "k8s.io/client-go/informers/coordination/v1"
	coordinationlisters "k8s.io/client-go/listers/coordination/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/kubernetes/pkg/controller/nodelifecycle"
	"k8s.io/utils/ptr"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

// What upstream's controller manager has by default.
const (
	monitor       = 5 * time.Second
	startupGrace  = time.Minute
	monitorGrace  = 50 * time.Second
	evictions     = 0.1 // a second
	evictionsFew  = 0.01
	manyNodes     = 50
	unhealthyZone = 0.55
)

// Heartbeats are written rarely, for those who look at leases: twenty clusters
// with three nodes each would keep the store busy with them, day and night.
const (
	heartbeat     = 2 * time.Minute
	leaseDuration = 4 * time.Minute
)

// health takes a node whose heartbeat stays away for not ready: it gets taints,
// which keep pods away and evict them.
func (c *Controllers) health(ctx context.Context) error {
	core, leases := c.full.Core().V1(), c.full.Coordination().V1().Leases()
	heard := heardLeases{LeaseInformer: leases, nodes: core.Nodes().Lister()}
	controller, err := nodelifecycle.NewNodeLifecycleController(ctx, heard, core.Pods(), core.Nodes(),
		c.full.Apps().V1().DaemonSets(), c.kube, monitor, startupGrace, monitorGrace, evictions, evictionsFew, manyNodes, unhealthyZone)
	if err != nil {
		return err
	}
	beats := heartbeats{controllers: c, nodes: core.Nodes().Lister(), leases: leases.Lister()}
	beats.queue = newQueue("send the heartbeat of a node", beats.send)
	beats.queue.known = append(beats.queue.known, leases.Informer().HasSynced)
	if err := beats.queue.watch(core.Nodes().Informer()); err != nil {
		return err
	}
	c.loop(controller.Run)
	c.loop(beats.queue.run)
	c.loop(func(ctx context.Context) { wait.UntilWithContext(ctx, beats.all, heartbeat) })
	return nil
}

// heartbeats are the leases of nodes.
type heartbeats struct {
	controllers *Controllers
	nodes       corelisters.NodeLister
	leases      coordinationlisters.LeaseLister
	queue       *queue
}

func (h *heartbeats) all(context.Context) {
	nodes, err := h.nodes.List(labels.Everything())
	if err != nil {
		return // a lister reads from memory
	}
	for _, node := range nodes {
		h.queue.Add(node.Name)
	}
}

// send renews the lease of a node if it is time, or makes it. One of an earlier
// node of this name goes by garbage collection.
func (h *heartbeats) send(ctx context.Context, name string) error {
	node, err := h.nodes.Get(name)
	if err != nil || nodes.Silent(node) || node.DeletionTimestamp != nil {
		return ifThere(err)
	}
	now := metav1.NowMicro()
	leases := h.controllers.kube.CoordinationV1().Leases(corev1.NamespaceNodeLease)
	lease, err := h.leases.Leases(corev1.NamespaceNodeLease).Get(name)
	if err == nil {
		if renewed := lease.Spec.RenewTime; renewed != nil && now.Sub(renewed.Time) < heartbeat/2 {
			return nil
		}
		patch := fmt.Sprintf(`{"spec":{"renewTime":%q}}`, now.UTC().Format(metav1.RFC3339Micro))
		_, err := leases.Patch(ctx, name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
		return ifThere(err)
	}
	_, err = leases.Create(ctx, &coordinationv1.Lease{
		ObjectMeta: metav1.ObjectMeta{Name: name, OwnerReferences: []metav1.OwnerReference{
			{APIVersion: "v1", Kind: "Node", Name: name, UID: node.UID},
		}},
		Spec: coordinationv1.LeaseSpec{
			HolderIdentity: ptr.To(name), LeaseDurationSeconds: ptr.To(int32(leaseDuration.Seconds())), RenewTime: &now,
		},
	}, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

// heardLeases are what the controller of upstream reads: every node that is not
// silent was heard of just now.
type heardLeases struct {
	coordinationinformers.LeaseInformer
	nodes corelisters.NodeLister
}

// Lister implements the informer.
func (h heardLeases) Lister() coordinationlisters.LeaseLister {
	return heardLister{LeaseLister: h.LeaseInformer.Lister(), nodes: h.nodes}
}

type heardLister struct {
	coordinationlisters.LeaseLister
	nodes corelisters.NodeLister
}

// Leases implements the lister.
func (h heardLister) Leases(namespace string) coordinationlisters.LeaseNamespaceLister {
	return heardNamespace{h.LeaseLister.Leases(namespace), h.nodes}
}

type heardNamespace struct {
	coordinationlisters.LeaseNamespaceLister
	nodes corelisters.NodeLister
}

// Get implements the lister.
func (h heardNamespace) Get(name string) (*coordinationv1.Lease, error) {
	node, err := h.nodes.Get(name)
	if err != nil || nodes.Silent(node) {
		return h.LeaseNamespaceLister.Get(name)
	}
	now := metav1.NowMicro()
	return &coordinationv1.Lease{
		ObjectMeta: metav1.ObjectMeta{Namespace: corev1.NamespaceNodeLease, Name: name},
		Spec:       coordinationv1.LeaseSpec{RenewTime: &now},
	}, nil
}
