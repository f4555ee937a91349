package snapshot_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// sees is a handler that sees what it is told to.
type sees struct {
	executor.Handler
	observed []planner.Observed
	err      error
}

func (s sees) Observe(context.Context, planner.Wanted) ([]planner.Observed, error) {
	return s.observed, s.err
}

func lab() *spec.Lab {
	return &spec.Lab{
		Name: "kaas", Peering: spec.Peering{Network: "kind"}, ImageCache: true,
		ManagementCluster: spec.ManagementCluster{Provider: spec.ProviderK3d, Name: "m", Servers: 2},
		WorkloadClusters: []spec.WorkloadCluster{{
			Name: "w-1", Infrastructure: spec.InfrastructureDocker, Labels: map[string]string{"cni": "cilium"},
		}},
		AddonProfiles: []spec.AddonProfile{{Name: "cilium", ClusterSelector: spec.Selector{MatchLabels: map[string]string{"cni": "cilium"}}}},
	}
}

func ready(kind planner.Kind, name string, attrs planner.Attrs, status any) planner.Observed {
	return planner.Observed{
		Resource: planner.Resource{ID: planner.ID{Kind: kind, Name: name}, Attrs: attrs}, Owner: "kaas", Phase: planner.Ready, Status: status,
	}
}

// whole is a lab of which everything can be seen. One of its two nodes is not on the network.
func whole() snapshot.Source {
	down := ready(planner.KindNodes, "w-1", planner.Nodes{}, nil)
	down.Phase, down.Detail = planner.NotReady, "stopped: w-1-lb"
	failing := planner.ClusterProfileStatus{Clusters: map[string]planner.AddonStatus{"w-1": {WaitsFor: "no such chart", Failed: true}}}
	handlers := executor.Handlers{
		planner.KindManagementCluster: sees{observed: []planner.Observed{ready(planner.KindManagementCluster, "m", planner.ManagementCluster{APIPort: 6443}, nil)}},
		planner.KindNetwork:           sees{observed: []planner.Observed{ready(planner.KindNetwork, "kind", planner.Network{Subnet: "172.19.0.0/16"}, nil)}},
		planner.KindPeering:           sees{observed: []planner.Observed{ready(planner.KindPeering, "k3d-m-server-0", planner.Peering{Network: "kind"}, nil)}},
		planner.KindImageCache:        sees{},
		planner.KindNodes:             sees{observed: []planner.Observed{down}},
		planner.KindSveltos:           sees{observed: []planner.Observed{ready(planner.KindSveltos, "projectsveltos", planner.Sveltos{Version: "1.13.0"}, nil)}},
		planner.KindObject:            sees{},
		planner.KindClusterProfile:    sees{observed: []planner.Observed{ready(planner.KindClusterProfile, "cilium", planner.ClusterProfile{}, failing)}},
		planner.KindWorkloadCluster: sees{observed: []planner.Observed{ready(planner.KindWorkloadCluster, "w-1",
			planner.WorkloadCluster{Labels: map[string]string{"cni": "cilium"}, Workers: []planner.WorkerPool{{Name: "md-0", Replicas: 2}}}, nil)}},
	}
	return snapshot.Source{
		Lab: lab(), Handlers: handlers, Apply: "kaaslab apply",
		Kubeconfig: func(string) string { return "" },
		Providers:  func(context.Context) ([]snapshot.Provider, error) { return nil, nil },
		Addresses: func(context.Context) (map[string]string, error) {
			return map[string]string{"w-1": "127.0.0.1:32771"}, nil
		},
		Machines: func(context.Context) (map[string][]snapshot.Machine, error) {
			return map[string][]snapshot.Machine{"w-1": {{Name: "a", State: snapshot.Ready}, {Name: "b", Pool: "md-0", State: snapshot.Ready}}}, nil
		},
	}
}

func TestTakeSeesTheWholeLab(t *testing.T) {
	got := snapshot.Take(t.Context(), whole())
	want := snapshot.Status{
		Lab: "kaas", Problems: []string{},
		ManagementCluster: snapshot.Management{
			Name: "m", Provider: "k3d", State: snapshot.Ready, APIPort: 6443,
			Network:    &snapshot.Network{Name: "kind", Subnet: "172.19.0.0/16", State: snapshot.Ready},
			Peerings:   []snapshot.Peering{{Node: "k3d-m-server-0", State: snapshot.Ready}, {Node: "k3d-m-server-1", State: snapshot.Missing}},
			ImageCache: &snapshot.ImageCache{Name: "kaaslab-kaas-image-cache", State: snapshot.Missing},
			Providers:  []snapshot.Provider{{Name: "sveltos", Type: "AddonProvider", Version: "1.13.0", State: snapshot.Ready}},
		},
		WorkloadClusters: []snapshot.Cluster{{
			Name: "w-1", State: "Available", Address: "https://127.0.0.1:32771", Containers: "stopped: w-1-lb",
			Machines:    []snapshot.Machine{{Name: "a", State: snapshot.Ready}, {Name: "b", Pool: "md-0", State: snapshot.Ready}},
			WorkerPools: []snapshot.Pool{{Name: "md-0", Replicas: planner.Replicas{Ready: 1, Wanted: 2}}},
			Addons:      []snapshot.Addon{{Profile: "cilium", State: snapshot.Failed, Detail: "no such chart"}},
		}},
		AddonProfiles: []snapshot.Profile{{Name: "cilium", State: snapshot.Ready, Clusters: []string{"w-1"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the picture is another one (-want +got):\n%s", diff)
	}
}

func TestTakeShowsTheRestOfALabWithoutDocker(t *testing.T) {
	from := whole()
	for _, kind := range []planner.Kind{planner.KindNetwork, planner.KindPeering, planner.KindNodes} {
		from.Handlers[kind] = sees{err: errors.New("docker is down")}
	}
	got := snapshot.Take(t.Context(), from)
	if got.WorkloadClusters[0].State != "Available" || got.ManagementCluster.Network.State != snapshot.Unknown {
		t.Errorf("clusters are %+v, the network is %+v", got.WorkloadClusters, got.ManagementCluster.Network)
	}
	if want := "network, peering, nodes cannot be seen: docker is down [KL4006]"; !slices.Contains(got.Problems, want) {
		t.Errorf("problems are %q, want %q among them", got.Problems, want)
	}
}

// TestTakeCountsTheMachinesOfAnExistingCluster: the lab file describes neither its pools nor its version.
func TestTakeCountsTheMachinesOfAnExistingCluster(t *testing.T) {
	from := whole()
	from.Lab.WorkloadClusters[0] = spec.WorkloadCluster{Name: "w-1", Infrastructure: spec.InfrastructureExisting}
	from.Handlers[planner.KindWorkloadCluster] = sees{observed: []planner.Observed{
		ready(planner.KindWorkloadCluster, "w-1", planner.WorkloadCluster{Existing: true}, nil)}}
	from.Machines = func(context.Context) (map[string][]snapshot.Machine, error) {
		return map[string][]snapshot.Machine{"w-1": {
			{Name: "a", State: snapshot.Ready, KubernetesVersion: "v1.28.7"}, {Name: "d", Pool: "md-1", State: snapshot.NotReady},
			{Name: "b", Pool: "md-0", State: snapshot.Ready}, {Name: "c", Pool: "md-0", State: snapshot.NotReady},
		}}, nil
	}
	got := snapshot.Take(t.Context(), from).WorkloadClusters[0]
	want := []snapshot.Pool{
		{Name: "md-0", Replicas: planner.Replicas{Ready: 1, Wanted: 2}}, {Name: "md-1", Replicas: planner.Replicas{Wanted: 1}},
	}
	if diff := cmp.Diff(want, got.WorkerPools); diff != "" || got.KubernetesVersion != "v1.28.7" {
		t.Errorf("version %s, pools (-want +got):\n%s", got.KubernetesVersion, diff)
	}
}

// TestTakeLooksIntoClustersWithPods: one that does not answer keeps nobody from seeing the others. Behind Services of a cluster on Docker
// something runs.
func TestTakeLooksIntoClustersWithPods(t *testing.T) {
	from := whole()
	from.Lab.WorkloadClusters = nil
	var there []planner.Observed
	for _, name := range []string{"up", "real", "silent", "coming", "hollow"} {
		infrastructure, cluster := spec.InfrastructureSimulated, ready(planner.KindWorkloadCluster, name, planner.WorkloadCluster{}, nil)
		switch name {
		case "coming":
			cluster.Phase = planner.NotReady
		case "real":
			infrastructure = spec.InfrastructureDocker
		case "hollow":
			infrastructure = spec.InfrastructureInMemory
		}
		from.Lab.WorkloadClusters = append(from.Lab.WorkloadClusters, spec.WorkloadCluster{Name: name, Infrastructure: infrastructure})
		there = append(there, cluster)
	}
	from.Handlers[planner.KindWorkloadCluster] = sees{observed: there}
	from.Kubeconfig = func(cluster string) string { return cluster + ".kubeconfig" }
	from.Contents = func(_ context.Context, kubeconfig string) (snapshot.Contents, error) {
		if kubeconfig == "up.kubeconfig" || kubeconfig == "real.kubeconfig" {
			return snapshot.Contents{Pods: snapshot.Pods{Running: 2, Wanted: 3}, Unanswered: []string{"APIService a"}}, nil
		}
		return snapshot.Contents{}, errors.New(kubeconfig + " leads nowhere")
	}
	got := snapshot.Take(t.Context(), from)
	if up := got.WorkloadClusters[0]; up.Pods == nil || up.Pods.Wanted != 3 || len(up.Unanswered) != 1 {
		t.Errorf("the cluster that answers is %+v", up)
	}
	if real := got.WorkloadClusters[1]; real.Pods == nil || real.Pods.Wanted != 3 || len(real.Unanswered) != 0 {
		t.Errorf("the cluster on Docker is %+v", real)
	}
	for _, c := range got.WorkloadClusters[2:] {
		if c.Pods != nil {
			t.Errorf("cluster %s has pods %+v", c.Name, c.Pods)
		}
	}
	if want := "pods of cluster silent cannot be seen: silent.kubeconfig leads nowhere"; len(got.Problems) != 1 || !strings.Contains(got.Problems[0], want) {
		t.Errorf("problems are %q, want %q alone", got.Problems, want)
	}
}

// TestTheNamespaceOfAClusterIsTold where it is not default: of those of the file, of raw ones, and of one that is to go.
func TestTheNamespaceOfAClusterIsTold(t *testing.T) {
	source := whole()
	raw := map[string]any{"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster", "metadata": map[string]any{"name": "raw", "namespace": "clouds"}}
	source.Lab.WorkloadClusters = append(source.Lab.WorkloadClusters, spec.WorkloadCluster{Name: "w-2", Namespace: "team-a"},
		spec.WorkloadCluster{Name: "raw", Files: []spec.ManifestFile{{Objects: []map[string]any{raw}}}})
	source.Handlers[planner.KindWorkloadCluster] = sees{observed: []planner.Observed{
		ready(planner.KindWorkloadCluster, "old", planner.WorkloadCluster{Namespace: "team-b"}, nil),
	}}
	homes := map[string]string{}
	for _, c := range snapshot.Take(t.Context(), source).WorkloadClusters {
		homes[c.Name] = c.Namespace
	}
	if diff := cmp.Diff(map[string]string{"w-1": "", "w-2": "team-a", "raw": "clouds", "old": "team-b"}, homes); diff != "" {
		t.Errorf("namespaces (-want +got):\n%s", diff)
	}
}
