package operation

import (
	"context"
	"net"
	"sync"

	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/clusterapi/clusters"
	"github.com/kaaslab/kaaslab/executor/docker"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/host"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// published are the kubeconfigs of workload clusters as they work on this machine. Cluster API writes the addresses that
// clusters on Docker have on their network; from here they are reached on the ports that Docker publishes, which are
// others after each start (hazards H41, H44).
type published struct {
	host.Workloads
	ports    *docker.Nodes
	onDocker map[string]bool
}

func workloads(lab *spec.Lab, homes spec.Homes, whose *ownership.Lab, daemon *engine.Engine, access *kube.Access) host.Workloads {
	p := published{clusters.NewKubeconfigs(access, homes), docker.NewNodes(daemon, whose), map[string]bool{}}
	for _, r := range planner.DesiredOf(lab, planner.KindNodes) {
		p.onDocker[r.ID.Name] = true
	}
	return p
}

// asking asks the API server of a workload cluster, by its kubeconfig.
func asking[T any](kubeconfigs host.Workloads, ask func(ctx context.Context, kubeconfig []byte) (T, error)) func(context.Context, string) (T, error) {
	return func(ctx context.Context, cluster string) (T, error) {
		content, _, err := kubeconfigs.WorkloadKubeconfig(ctx, cluster)
		if err != nil {
			var none T
			return none, err
		}
		return ask(ctx, content)
	}
}

// profilesOf are the profiles that a cluster of a lab is selected by. Nobody may ask, so that they are looked for when somebody does.
func profilesOf(lab *spec.Lab) func(cluster string) []planner.ID {
	all := sync.OnceValue(func() map[string][]planner.ID {
		of := map[string][]planner.ID{}
		for _, r := range planner.DesiredOf(lab, planner.KindClusterProfile) {
			profile := r.Attrs.(planner.ClusterProfile)
			for _, cluster := range lab.Clusters() {
				if profile.Selects(lab.Name, planner.CandidateOf(cluster)) {
					of[cluster.Name] = append(of[cluster.Name], r.ID)
				}
			}
		}
		return of
	})
	return func(cluster string) []planner.ID { return all()[cluster] }
}

// WorkloadKubeconfig implements host.Workloads. The address is part of the revision.
func (p published) WorkloadKubeconfig(ctx context.Context, cluster string) ([]byte, string, error) {
	content, revision, err := p.Workloads.WorkloadKubeconfig(ctx, cluster)
	if err != nil || !p.onDocker[cluster] {
		return content, revision, err
	}
	address, err := p.ports.Address(ctx, cluster)
	if executor.IsApart(err) { // on a daemon elsewhere, whose ports nobody here knows
		return content, revision, nil
	}
	if err != nil {
		return nil, "", err
	}
	content, err = reachedAt(content, address)
	return content, revisionAt(revision, address), err
}

// WorkloadKubeconfigRevisions implements host.Workloads.
func (p published) WorkloadKubeconfigRevisions(ctx context.Context) (map[string]string, error) {
	revisions, err := p.Workloads.WorkloadKubeconfigRevisions(ctx)
	if err != nil || len(p.onDocker) == 0 {
		return revisions, err
	}
	addresses, err := p.ports.Addresses(ctx)
	if executor.IsApart(err) {
		return revisions, nil
	}
	if err != nil {
		return nil, err
	}
	for cluster, revision := range revisions {
		if p.onDocker[cluster] {
			revisions[cluster] = revisionAt(revision, addresses[cluster])
		}
	}
	return revisions, nil
}

func revisionAt(revision, address string) string { return revision + "@" + address }

// reachedAt puts another address into a kubeconfig. The API server's certificate holds for this machine's own names, so
// for a daemon elsewhere the name to check is one of those.
func reachedAt(content []byte, address string) ([]byte, error) {
	config, err := clientcmd.Load(content)
	if err != nil {
		return nil, fault.Errorf(fault.WorkloadKubeconfig, "read the cluster's kubeconfig: %w", err)
	}
	name, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fault.Errorf(fault.WorkloadKubeconfig, "published address %q: %w", address, err)
	}
	for _, cluster := range config.Clusters {
		cluster.Server = "https://" + address
		if ip := net.ParseIP(name); name != "localhost" && (ip == nil || !ip.IsLoopback()) {
			cluster.TLSServerName = "localhost"
		}
	}
	return clientcmd.Write(*config)
}
