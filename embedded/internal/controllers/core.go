package controllers

import (
	"context"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/util/sets"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/controller"

	clusterv1 "sigs.k8s.io/cluster-api/api/core/v1beta2"
	"sigs.k8s.io/cluster-api/core/reconcilers/cluster"
	"sigs.k8s.io/cluster-api/core/reconcilers/clusterclass"
	"sigs.k8s.io/cluster-api/core/reconcilers/clusterresourceset"
	"sigs.k8s.io/cluster-api/core/reconcilers/clusterresourcesetbinding"
	"sigs.k8s.io/cluster-api/core/reconcilers/machine"
	"sigs.k8s.io/cluster-api/core/reconcilers/machinedeployment"
	"sigs.k8s.io/cluster-api/core/reconcilers/machinehealthcheck"
	"sigs.k8s.io/cluster-api/core/reconcilers/machinepool"
	"sigs.k8s.io/cluster-api/core/reconcilers/machineset"
	topologycluster "sigs.k8s.io/cluster-api/core/reconcilers/topology/cluster"
	topologymachinedeployment "sigs.k8s.io/cluster-api/core/reconcilers/topology/machinedeployment"
	topologymachineset "sigs.k8s.io/cluster-api/core/reconcilers/topology/machineset"
)

// The grace periods after which a silent workload cluster is reported; they are
// upstream's defaults, and the first must be the shorter one.
const (
	remoteConnectionGrace = 50 * time.Second
	remoteConditionsGrace = 5 * time.Minute
)

// Concurrencies follow upstream's defaults.
func setupCore(ctx context.Context, s shared) error {
	named := []struct {
		name string
		err  error
	}{
		{"ClusterClass", (&clusterclass.Reconciler{Client: s.client}).SetupWithManager(ctx, s.manager, concurrency(10))},
		{"cluster topology", (&topologycluster.Reconciler{Client: s.client, APIReader: s.reader, ClusterCache: s.remote}).
			SetupWithManager(ctx, s.manager, concurrency(50))},
		{"MachineDeployment topology", (&topologymachinedeployment.Reconciler{Client: s.client, APIReader: s.reader}).
			SetupWithManager(ctx, s.manager, concurrency(25))},
		{"MachineSet topology", (&topologymachineset.Reconciler{Client: s.client, APIReader: s.reader}).
			SetupWithManager(ctx, s.manager, concurrency(25))},
		{"Cluster", (&cluster.Reconciler{Client: s.client, APIReader: s.reader, ClusterCache: s.remote,
			RemoteConnectionGracePeriod: remoteConnectionGrace}).SetupWithManager(ctx, s.manager, concurrency(50))},
		{"Machine", (&machine.Reconciler{Client: s.client, APIReader: s.reader, ClusterCache: s.remote,
			RemoteConditionsGracePeriod: remoteConditionsGrace}).SetupWithManager(ctx, s.manager, concurrency(100))},
		{"MachineSet", (&machineset.Reconciler{Client: s.client, APIReader: s.reader, ClusterCache: s.remote,
			PreflightChecks: sets.New(clusterv1.MachineSetPreflightCheckAll)}).SetupWithManager(ctx, s.manager, concurrency(50))},
		{"MachineDeployment", (&machinedeployment.Reconciler{Client: s.client, APIReader: s.reader}).
			SetupWithManager(ctx, s.manager, concurrency(50))},
		{"MachinePool", (&machinepool.Reconciler{Client: s.client, APIReader: s.reader, ClusterCache: s.remote}).
			SetupWithManager(ctx, s.manager, concurrency(50))},
		{"MachineHealthCheck", (&machinehealthcheck.Reconciler{Client: s.client, ClusterCache: s.remote}).
			SetupWithManager(ctx, s.manager, concurrency(50))},
		{"ClusterResourceSet", setupResourceSets(ctx, s)},
	}
	for _, n := range named {
		if n.err != nil {
			return fmt.Errorf("%s controller: %w", n.name, n.err)
		}
	}
	return nil
}

// setupResourceSets gives the controller a cache of all secrets, of which it
// needs the metadata only.
func setupResourceSets(ctx context.Context, s shared) error {
	every := resync
	secrets, err := cache.New(s.manager.GetConfig(), cache.Options{
		Scheme:           s.manager.GetScheme(),
		Mapper:           s.manager.GetRESTMapper(),
		HTTPClient:       s.manager.GetHTTPClient(),
		SyncPeriod:       &every,
		DefaultTransform: cache.TransformStripManagedFields(),
	})
	if err != nil {
		return err
	}
	if err := s.manager.Add(secrets); err != nil {
		return err
	}
	sets := &clusterresourceset.Reconciler{Client: s.client, ClusterCache: s.remote}
	if err := sets.SetupWithManager(ctx, s.manager, concurrency(10), secrets); err != nil {
		return err
	}
	return (&clusterresourcesetbinding.Reconciler{Client: s.client}).SetupWithManager(ctx, s.manager, concurrency(10))
}

func concurrency(n int) controller.Options { return controller.Options{MaxConcurrentReconciles: n} }
