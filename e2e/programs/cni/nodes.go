package main

import (
	"context"
	"net"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
)

// again is how often all routes are made anew: they go with the interface when a container leaves its network for a moment, as
// it does when its address is fixed, and no node changes by that.
const again = 5 * time.Second

// watchNodes hands every change of a node to the network, until ctx is done.
func watchNodes(ctx context.Context, client kubernetes.Interface, network *network) error {
	factory := informers.NewSharedInformerFactory(client, again)
	nodes := factory.Core().V1().Nodes().Informer()
	apply := func(object any) {
		if node, ok := object.(*corev1.Node); ok {
			if err := network.apply(node); err != nil {
				klog.ErrorS(err, "node", "name", node.Name)
			}
		}
	}
	_, err := nodes.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    apply,
		UpdateFunc: func(_, object any) { apply(object) },
		DeleteFunc: func(object any) {
			if gone, ok := object.(cache.DeletedFinalStateUnknown); ok {
				object = gone.Obj
			}
			if node, ok := object.(*corev1.Node); ok {
				network.remove(node)
			}
		},
	})
	if err != nil {
		return err
	}
	factory.Start(ctx.Done())
	<-ctx.Done()
	factory.Shutdown()
	return ctx.Err()
}

// internalIPs are the addresses at which a node is reached by the others.
func internalIPs(node *corev1.Node) (all []net.IP) {
	for _, address := range node.Status.Addresses {
		if ip := net.ParseIP(address.Address); address.Type == corev1.NodeInternalIP && ip != nil {
			all = append(all, ip)
		}
	}
	return all
}
