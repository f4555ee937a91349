package controllers

import (
	"context"

	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
)

// queue is a controller of our own: one worker that takes names, which event
// handlers add, and brings what they name to where it should be.
type queue struct {
	workqueue.TypedRateLimitingInterface[string]
	what string
	do   func(ctx context.Context, name string) error
	// known are the caches that have to be filled before anything is done.
	known []cache.InformerSynced
}

func newQueue(what string, do func(context.Context, string) error) *queue {
	limit := workqueue.DefaultTypedControllerRateLimiter[string]()
	return &queue{TypedRateLimitingInterface: workqueue.NewTypedRateLimitingQueue(limit), what: what, do: do}
}

// watch takes the name of every object that comes, changes or goes.
func (q *queue) watch(informer cache.SharedIndexInformer) error {
	q.known = append(q.known, informer.HasSynced)
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: q.take, UpdateFunc: func(_, now any) { q.take(now) }, DeleteFunc: q.take,
	})
	return err
}

func (q *queue) take(object any) {
	if name, err := cache.DeletionHandlingMetaNamespaceKeyFunc(object); err == nil {
		q.Add(name)
	}
}

// run works until ctx ends. What fails is tried again, later and later.
func (q *queue) run(ctx context.Context) {
	if !cache.WaitForCacheSync(ctx.Done(), q.known...) {
		return
	}
	go func() {
		<-ctx.Done()
		q.ShutDown()
	}()
	for {
		name, stopped := q.Get()
		if stopped {
			return
		}
		if err := q.do(ctx, name); err != nil && ctx.Err() == nil {
			klog.FromContext(ctx).Error(err, q.what, "name", name)
			q.AddRateLimited(name)
		} else {
			q.Forget(name)
		}
		q.Done(name)
	}
}
