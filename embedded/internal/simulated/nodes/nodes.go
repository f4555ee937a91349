// Package nodes plays the kubelets of a simulated cluster: nodes become ready,
// pods run, jobs complete, deleted pods go. KWOK does it, as a library.
package nodes

import (
	"context"
	"fmt"

	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/utils/clock"
	"sigs.k8s.io/kwok/pkg/kwok/controllers"
	"sigs.k8s.io/kwok/pkg/log"
)

const podsAtOnce = 4

// Start plays the kubelets of all nodes until ctx ends. Pods get addresses of a
// network, at which nothing answers.
func Start(ctx context.Context, name, network string, config *rest.Config) error {
	c, err := controller(name, network, config)
	if err != nil {
		return fmt.Errorf("simulate the nodes of %s: %w", name, err)
	}
	ctx = log.NewContext(ctx, log.NewLogger(journal{name}, log.LevelError))
	if err := c.Start(ctx); err != nil {
		return fmt.Errorf("simulate the nodes of %s: %w", name, err)
	}
	return nil
}

func controller(name, network string, config *rest.Config) (*controllers.Controller, error) {
	stages, err := stages()
	if err != nil {
		return nil, err
	}
	typed, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	untyped, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	return controllers.NewController(controllers.Config{
		Clock:                     clock.RealClock{},
		TypedClient:               typed,
		DynamicClient:             untyped,
		RESTClient:                typed.Discovery().RESTClient(),
		RESTMapper:                restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(typed.Discovery())),
		ManageAllNodes:            true,
		CIDR:                      network,
		LocalStages:               stages,
		PodPlayStageParallelism:   podsAtOnce,
		NodePlayStageParallelism:  1,
		PodsOnNodeSyncParallelism: 1,
		ID:                        name,
	})
}
