package host

import "context"

// Management returns a kubeconfig whose current context is the management cluster. It can be used from any directory.
type Management func(ctx context.Context) ([]byte, error)

// Workloads is where the kubeconfigs of workload clusters come from.
type Workloads interface {
	// WorkloadKubeconfig returns a cluster's kubeconfig and its revision. While the cluster has none, the error is the
	// API's "not found".
	WorkloadKubeconfig(ctx context.Context, cluster string) (kubeconfig []byte, revision string, err error)
	// WorkloadKubeconfigRevisions returns the revision of every workload cluster's kubeconfig, with one request.
	WorkloadKubeconfigRevisions(ctx context.Context) (map[string]string, error)
}
