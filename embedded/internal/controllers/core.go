package controllers

import (
	"context"
	"fmt"
	"regexp"
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

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

// The grace periods after which a silent workload cluster is reported; they are
// upstream's defaults, and the first must be the shorter one.
const (
	remoteConnectionGrace = 50 * time.Second
	remoteConditionsGrace = 5 * time.Minute
)

func setupCore(ctx context.Context, s shared) error {
	named := []struct {
		name string
		err  error
	}{
		{"ClusterClass", (&clusterclass.Reconciler{Client: s.client}).SetupWithManager(ctx, s.manager, workers())},
		{"cluster topology", (&topologycluster.Reconciler{Client: s.client, APIReader: s.reader, ClusterCache: s.remote}).
			SetupWithManager(ctx, s.manager, workers())},
		{"MachineDeployment topology", (&topologymachinedeployment.Reconciler{Client: s.client, APIReader: s.reader}).
			SetupWithManager(ctx, s.manager, workers())},
		{"MachineSet topology", (&topologymachineset.Reconciler{Client: s.client, APIReader: s.reader}).
			SetupWithManager(ctx, s.manager, workers())},
		{"Cluster", (&cluster.Reconciler{Client: s.client, APIReader: s.reader, ClusterCache: s.remote,
			RemoteConnectionGracePeriod: remoteConnectionGrace}).SetupWithManager(ctx, s.manager, workers())},
		{"Machine", (&machine.Reconciler{Client: s.client, APIReader: s.reader, ClusterCache: s.remote,
			RemoteConditionsGracePeriod:      remoteConditionsGrace,
			AdditionalSyncMachineAnnotations: []*regexp.Regexp{regexp.MustCompile("^" + regexp.QuoteMeta(nodes.SizeAnnotation) + "$")},
		}).SetupWithManager(ctx, s.manager, workers())},
		{"MachineSet", (&machineset.Reconciler{Client: s.client, APIReader: s.reader, ClusterCache: s.remote,
			PreflightChecks: sets.New(clusterv1.MachineSetPreflightCheckAll)}).SetupWithManager(ctx, s.manager, workers())},
		{"MachineDeployment", (&machinedeployment.Reconciler{Client: s.client, APIReader: s.reader}).
			SetupWithManager(ctx, s.manager, workers())},
		{"MachinePool", (&machinepool.Reconciler{Client: s.client, APIReader: s.reader, ClusterCache: s.remote}).
			SetupWithManager(ctx, s.manager, workers())},
		{"MachineHealthCheck", (&machinehealthcheck.Reconciler{Client: s.client, ClusterCache: s.remote}).
			SetupWithManager(ctx, s.manager, workers())},
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
	if err := sets.SetupWithManager(ctx, s.manager, workers(), secrets); err != nil {
		return err
	}
	return (&clusterresourcesetbinding.Reconciler{Client: s.client}).SetupWithManager(ctx, s.manager, workers())
}

// workersEach is how many objects of one kind are reconciled at a time.
// Upstream's 50 to 100 suit controllers that wait for a network. Here all work
// is done by the same few cores as the API server's and etcd's: more workers
// only make every request slow, caches stale and writes conflict.
const workersEach = 8

func workers() controller.Options { return controller.Options{MaxConcurrentReconciles: workersEach} }
