package controllers

import (
	"context"
	"fmt"
	"time"

	"sigs.k8s.io/cluster-api/test/infrastructure/container"
	infrav1 "sigs.k8s.io/cluster-api/test/infrastructure/docker/api/v1beta2"
	"sigs.k8s.io/cluster-api/test/infrastructure/docker/controllers"
	inmemoryruntime "sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/runtime"
	inmemoryserver "sigs.k8s.io/cluster-api/test/infrastructure/inmemory/pkg/server"

	"github.com/kaaslab/kaaslab/embedded/internal/ports"
	"github.com/kaaslab/kaaslab/embedded/internal/simulated/backend"
	"github.com/kaaslab/kaaslab/embedded/internal/simulated/drift"
	"github.com/kaaslab/kaaslab/embedded/internal/simulated/injection"
)

// workloads is what serves the workload clusters: their ports, and what stands
// behind those that are simulated.
type workloads struct {
	mux     *inmemoryserver.WorkloadClustersMux
	backend *backend.Backend
}

// setupInMemory adds the development provider and the server in front of the
// in-memory and the simulated clusters.
func setupInMemory(ctx context.Context, s shared, config Config) (*workloads, error) {
	memory := inmemoryruntime.NewManager(workloadScheme)
	if err := memory.Start(ctx); err != nil {
		return nil, fmt.Errorf("start the in-memory backend: %w", err)
	}
	joined := backend.New(memory, s.client, config.Store)
	if err := joined.Sweep(ctx, s.reader); err != nil {
		return nil, err
	}
	mux, err := serveWorkloads(ctx, s, joined, config.Ports)
	if err != nil {
		return nil, err
	}
	faults := &injection.Reconciler{Management: s.client, Find: joined.Find}
	if err := faults.SetupWithManager(s.manager); err != nil {
		return nil, err
	}
	drifts := &drift.Detector{Reader: s.reader, Management: s.client, Cluster: joined.Client}
	if err := s.manager.Add(drifts); err != nil {
		return nil, err
	}
	return &workloads{mux: mux, backend: joined}, setupDev(ctx, s, joined, mux)
}

func serveWorkloads(ctx context.Context, s shared, memory inmemoryruntime.Manager, set ports.Set) (*inmemoryserver.WorkloadClustersMux, error) {
	mux, err := inmemoryserver.NewWorkloadClustersMux(memory, inmemoryserver.ListenHost, inmemoryserver.CustomPorts{
		MinPort:   int32(set.ClusterFirst),
		MaxPort:   int32(set.ClusterLast),
		DebugPort: int32(set.Debug),
	})
	if err != nil {
		return nil, fmt.Errorf("serve in-memory clusters: %w", err)
	}
	return mux, keepEndpoints(ctx, s, mux)
}

// close ends the ports first, so that nobody meets a cluster that is ending.
func (w *workloads) close(ctx context.Context) error {
	connections, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	err := w.mux.Shutdown(connections)
	w.backend.Stop(ctx)
	return err
}

// keepEndpoints gives clusters of an earlier run their ports back before a new
// cluster can be given one of them.
func keepEndpoints(ctx context.Context, s shared, mux *inmemoryserver.WorkloadClustersMux) error {
	var clusters infrav1.DevClusterList
	if err := s.reader.List(ctx, &clusters); err != nil {
		return fmt.Errorf("list the clusters of an earlier run: %w", err)
	}
	for _, c := range clusters.Items {
		name, port := c.Annotations[infrav1.ListenerAnnotationName], c.Spec.ControlPlaneEndpoint.Port
		if c.Spec.Backend.InMemory == nil || name == "" || port == 0 {
			continue
		}
		if err := ports.Free(int(port)); err != nil {
			return fmt.Errorf("port %d of in-memory cluster %s is taken: free it: %w", port, name, err)
		}
		if _, err := mux.InitWorkloadClusterListener(name, port); err != nil {
			return fmt.Errorf("reserve port %d of in-memory cluster %s: %w", port, name, err)
		}
	}
	return nil
}

// setupDev leaves out the controller of DevMachineTemplates: all it does is to
// ask a container runtime how large machines would be, which fails for ever
// where there is none.
func setupDev(ctx context.Context, s shared, memory inmemoryruntime.Manager, mux *inmemoryserver.WorkloadClustersMux) error {
	// The reconcilers insist on a container runtime. This one dials nothing
	// until a cluster with the Docker backend asks for it.
	runtime, err := container.NewDockerClient()
	if err != nil {
		return fmt.Errorf("client of a container runtime: %w", err)
	}
	clusters := &controllers.DevClusterReconciler{
		Client: s.client, ContainerRuntime: runtime, InMemoryManager: memory, APIServerMux: mux,
	}
	if err := clusters.SetupWithManager(ctx, s.manager, workers()); err != nil {
		return fmt.Errorf("DevCluster controller: %w", err)
	}
	machines := &controllers.DevMachineReconciler{
		Client: s.client, ContainerRuntime: runtime, ClusterCache: s.remote, InMemoryManager: memory, APIServerMux: mux,
	}
	if err := machines.SetupWithManager(ctx, s.manager, workers()); err != nil {
		return fmt.Errorf("DevMachine controller: %w", err)
	}
	return nil
}
