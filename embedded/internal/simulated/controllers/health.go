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
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/nodelifecycle"
	"k8s.io/utils/ptr"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

// What kubelets and upstream's controller manager have by default.
const (
	heartbeat     = 10 * time.Second
	leaseDuration = 40 // seconds
	monitor       = 5 * time.Second
	startupGrace  = time.Minute
	monitorGrace  = 50 * time.Second
	evictions     = 0.1 // a second
	evictionsFew  = 0.01
	manyNodes     = 50
	unhealthyZone = 0.55
)

// health sends the heartbeats of the nodes, and takes a node whose heartbeat
// stays away for not ready: it gets taints, which keep pods away and evict them.
func (c *Controllers) health(ctx context.Context) error {
	core := c.full.Core().V1()
	controller, err := nodelifecycle.NewNodeLifecycleController(ctx, c.full.Coordination().V1().Leases(), core.Pods(), core.Nodes(),
		c.full.Apps().V1().DaemonSets(), c.kube, monitor, startupGrace, monitorGrace, evictions, evictionsFew, manyNodes, unhealthyZone)
	if err != nil {
		return err
	}
	c.loop(controller.Run)
	beats := heartbeats{controllers: c, nodes: core.Nodes().Lister()}
	known := core.Nodes().Informer().HasSynced
	c.loop(func(ctx context.Context) {
		if cache.WaitForCacheSync(ctx.Done(), known) {
			wait.UntilWithContext(ctx, beats.send, heartbeat)
		}
	})
	return nil
}

// heartbeats are the leases of nodes. One loop renews them all, since a kubelet
// for each would cost more than the cluster.
type heartbeats struct {
	controllers *Controllers
	nodes       corelisters.NodeLister
}

func (h heartbeats) send(ctx context.Context) {
	all, err := h.nodes.List(labels.Everything())
	if err != nil {
		return // a lister reads from memory
	}
	for _, node := range all {
		if nodes.Silent(node) || node.DeletionTimestamp != nil {
			continue
		}
		if err := h.beat(ctx, node); err != nil && ctx.Err() == nil {
			klog.FromContext(ctx).Error(err, "send the heartbeat of a node", "node", node.Name)
		}
	}
}

// beat renews the lease of a node, or makes it. One of an earlier node of this
// name goes by garbage collection.
func (h heartbeats) beat(ctx context.Context, node *corev1.Node) error {
	leases := h.controllers.kube.CoordinationV1().Leases(corev1.NamespaceNodeLease)
	now := metav1.NowMicro()
	patch := fmt.Sprintf(`{"spec":{"renewTime":%q}}`, now.UTC().Format(metav1.RFC3339Micro))
	_, err := leases.Patch(ctx, node.Name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
	if !apierrors.IsNotFound(err) {
		return err
	}
	_, err = leases.Create(ctx, &coordinationv1.Lease{
		ObjectMeta: metav1.ObjectMeta{Name: node.Name, OwnerReferences: []metav1.OwnerReference{
			{APIVersion: "v1", Kind: "Node", Name: node.Name, UID: node.UID},
		}},
		Spec: coordinationv1.LeaseSpec{HolderIdentity: ptr.To(node.Name), LeaseDurationSeconds: ptr.To[int32](leaseDuration), RenewTime: &now},
	}, metav1.CreateOptions{})
	return err
}
