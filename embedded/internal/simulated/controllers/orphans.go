package controllers

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/cache"
)

// orphans removes pods of nodes that are gone. It is the part of upstream's pod
// garbage collector that a simulated cluster needs: that package links half of
// the kubelet.
func (c *Controllers) orphans(context.Context) error {
	o := &orphans{
		controllers: c,
		pods:        c.full.Core().V1().Pods().Informer(),
		nodes:       c.full.Core().V1().Nodes().Informer(),
	}
	o.queue = newQueue("remove the pods of a node that is gone", o.collect)
	o.queue.known = []cache.InformerSynced{o.pods.HasSynced, o.nodes.HasSynced}
	if err := o.pods.AddIndexers(cache.Indexers{byNode: nodeOf}); err != nil {
		return err
	}
	// A pod may come to be known after its node has gone, so both are watched.
	_, err := o.pods.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    o.enqueue,
		UpdateFunc: func(_, now any) { o.enqueue(now) },
	})
	if err != nil {
		return err
	}
	_, err = o.nodes.AddEventHandler(cache.ResourceEventHandlerFuncs{DeleteFunc: o.queue.take})
	c.loop(o.queue.run)
	return err
}

const byNode = "node"

func nodeOf(object any) ([]string, error) {
	if pod, ok := object.(*corev1.Pod); ok && pod.Spec.NodeName != "" {
		return []string{pod.Spec.NodeName}, nil
	}
	return nil, nil
}

type orphans struct {
	controllers *Controllers
	pods, nodes cache.SharedIndexInformer
	queue       *queue
}

// enqueue takes the node of a pod, if it is not known.
func (o *orphans) enqueue(pod any) {
	names, _ := nodeOf(pod)
	for _, name := range names {
		if _, exists, _ := o.nodes.GetIndexer().GetByKey(name); !exists {
			o.queue.Add(name)
		}
	}
}

// collect asks the API server, since informers may be late.
func (o *orphans) collect(ctx context.Context, node string) error {
	pods, err := o.pods.GetIndexer().ByIndex(byNode, node)
	if err != nil || len(pods) == 0 {
		return err
	}
	core := o.controllers.kube.CoreV1()
	if _, err := core.Nodes().Get(ctx, node, metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		return err
	}
	for _, object := range pods {
		pod, ok := object.(*corev1.Pod)
		if !ok {
			return fmt.Errorf("a %T among the pods", object)
		}
		at := metav1.NewDeleteOptions(0)
		at.Preconditions = metav1.NewUIDPreconditions(string(pod.UID))
		if err := core.Pods(pod.Namespace).Delete(ctx, pod.Name, *at); err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
			return err
		}
	}
	return nil
}
