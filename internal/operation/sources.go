package operation

import (
	"cmp"
	"context"
	"slices"

	"github.com/kaaslab/kaaslab/executor/clusterapi/clusters"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/spec"
)

// installed lists the providers of Cluster API. One without a Deployment runs in the embedded management cluster's process,
// which is up when it can be asked.
func installed(access *kube.Access) func(context.Context) ([]snapshot.Provider, error) {
	return func(ctx context.Context) ([]snapshot.Provider, error) {
		found, err := clusters.Providers(ctx, access)
		status := make([]snapshot.Provider, len(found))
		for i, p := range found {
			status[i] = snapshot.Provider{Name: p.Name, Type: p.Type, Version: p.Version, State: snapshot.Ready, Detail: p.WaitsFor}
			if p.WaitsFor != "" {
				status[i].State = snapshot.NotReady
			}
		}
		return status, err
	}
}

// machinesOf lists the machines of each cluster, those of the control plane first: they are of no pool.
func machinesOf(access *kube.Access, homes spec.Homes) func(context.Context) (map[string][]snapshot.Machine, error) {
	return func(ctx context.Context) (map[string][]snapshot.Machine, error) {
		found, err := clusters.NewMachines(access).List(ctx)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(found, func(a, b clusters.Machine) int {
			return cmp.Or(cmp.Compare(a.Pool, b.Pool), cmp.Compare(a.Name, b.Name))
		})
		byCluster := map[string][]snapshot.Machine{}
		for _, m := range found {
			if !homes.Holds(m.Cluster, m.Namespace) {
				continue
			}
			byCluster[m.Cluster] = append(byCluster[m.Cluster], snapshot.Machine{
				Name: m.Name, Pool: m.Pool, State: machineState(m), Node: m.Node, Address: m.Address,
				KubernetesVersion: m.Version, WaitingFor: m.WaitsFor,
			})
		}
		return byCluster, nil
	}
}

// contentsOf looks into a workload cluster by the kubeconfig that the lab wrote for it.
func contentsOf(ctx context.Context, kubeconfig string) (snapshot.Contents, error) {
	found, err := kube.NewAccess(kube.Options{Kubeconfig: kubeconfig, Own: true}).Contents(ctx)
	inside := snapshot.Contents{Pods: snapshot.Pods{Running: found.Running, Wanted: found.Wanted}, Unanswered: found.Unanswered}
	for _, p := range found.Waiting {
		inside.Pods.Waiting = append(inside.Pods.Waiting, snapshot.Pod{Name: p.Name, WaitingFor: p.Why})
	}
	return inside, err
}

// machineState says it in Cluster API's words where they say more than that it is not ready.
func machineState(m clusters.Machine) string {
	switch {
	case m.Ready:
		return snapshot.Ready
	case m.Phase == "" || m.Phase == "Running" || m.Phase == "Provisioned":
		return snapshot.NotReady
	}
	return m.Phase
}
