package controllers

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/tools/events"
	"k8s.io/kubernetes/pkg/scheduler"
	"k8s.io/kubernetes/pkg/scheduler/profile"
)

// scheduler decides where pods go, by everything that it does in life.
func (c *Controllers) scheduler(ctx context.Context) error {
	client, err := dynamic.NewForConfig(c.config.API)
	if err != nil {
		return err
	}
	others := dynamicinformer.NewFilteredDynamicSharedInformerFactory(client, 0, corev1.NamespaceAll, nil)
	recorder := events.NewBroadcaster(&events.EventSinkImpl{Interface: c.kube.EventsV1()})
	s, err := scheduler.New(ctx, c.kube, c.full, others, profile.NewRecorderFactory(recorder),
		scheduler.WithParallelism(1), scheduler.WithKubeConfig(c.config.API))
	if err != nil {
		return err
	}
	c.loop(func(ctx context.Context) {
		if err := recorder.StartRecordingToSinkWithContext(ctx); err != nil {
			return // the context has ended
		}
		defer recorder.Shutdown()
		others.Start(ctx.Done())
		c.full.WaitForCacheSync(ctx.Done())
		others.WaitForCacheSync(ctx.Done())
		if err := s.WaitForHandlersSync(ctx); err != nil {
			return
		}
		s.Run(ctx)
	})
	return nil
}
