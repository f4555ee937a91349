package view_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kaaslab/kaaslab/internal/cli/golden"
	"github.com/kaaslab/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/lab/snapshot"
	"github.com/kaaslab/kaaslab/planner"
)

var statuses = map[string]snapshot.Status{
	"status": {
		FormatVersion: view.FormatVersion, Lab: "demo",
		ManagementCluster: snapshot.Management{
			Name: "demo-management", Provider: "embedded", State: snapshot.Ready, Kubeconfig: "/state/demo/management.kubeconfig",
			Providers: []snapshot.Provider{
				{Name: "cluster-api", Type: "CoreProvider", Version: "v1.14.2"},
				{Name: "kubeadm", Type: "BootstrapProvider", Version: "v1.14.2"},
			},
		},
		WorkloadClusters: []snapshot.Cluster{
			{
				Name: "workload-01", State: "Available", Phase: "Provisioned", KubernetesVersion: "v1.36.1",
				ControlPlane: planner.Replicas{Ready: 3, Wanted: 3}, Workers: planner.Replicas{Ready: 2, Wanted: 2},
			},
			{
				Name: "workload-02", Namespace: "team-a", State: "Provisioning", Phase: "Provisioning", KubernetesVersion: "v1.36.1",
				ControlPlane: planner.Replicas{Wanted: 1}, Workers: planner.Replicas{Wanted: 1},
				WaitingFor: "ControlPlaneAvailable: 0 of 1 machines",
			},
			{Name: "workload-03", State: snapshot.Missing},
		},
		AddonProfiles: []snapshot.Profile{
			{Name: "metrics", State: snapshot.Ready, Clusters: []string{"workload-01"}, Note: "matched, not installed: in-memory clusters run no pods"},
			{Name: "policy", Namespace: "shops", State: snapshot.Ready, Clusters: []string{"a", "b", "c", "d", "e", "f", "g"}, Note: "matched, not installed: in-memory clusters run no pods"},
			{Name: "unused", State: snapshot.Ready, Clusters: []string{}},
		},
		Problems: []string{},
	},
	"status_down": {
		FormatVersion: view.FormatVersion, Lab: "demo",
		ManagementCluster: snapshot.Management{
			Name: "demo-management", Provider: "embedded", State: snapshot.NotReady, Detail: "the process is not running",
			Providers: []snapshot.Provider{},
		},
		WorkloadClusters: []snapshot.Cluster{{Name: "workload-01", State: snapshot.Unknown}},
		AddonProfiles:    []snapshot.Profile{{Name: "metrics", State: snapshot.Unknown, Clusters: []string{}}},
		Problems:         []string{"clusters cannot be seen until managementCluster/demo-management is ready; run kaaslab apply"},
	},
}

func TestStatus(t *testing.T) {
	for name, status := range statuses {
		t.Run(name, func(t *testing.T) {
			golden.Compare(t, name, []txtar.File{
				section(t, "text", func(w *bytes.Buffer) error { return view.StatusText(w, status, view.StatusLook{}) }),
				section(t, "json", func(w *bytes.Buffer) error { return view.StatusJSON(w, status) }),
			})
		})
	}
}

func TestStatusOfALabOnDocker(t *testing.T) {
	status := onDocker()
	look := func(l view.StatusLook) func(*bytes.Buffer) error {
		return func(w *bytes.Buffer) error { return view.StatusText(w, status, l) }
	}
	golden.Compare(t, "status_docker", []txtar.File{
		section(t, "60 columns", look(view.StatusLook{Style: view.Style{Width: 60}})),
		section(t, "200 columns", look(view.StatusLook{Style: view.Style{Width: 200}})),
		section(t, "wide", look(view.StatusLook{Wide: true})),
		section(t, "name", func(w *bytes.Buffer) error { return view.StatusNames(w, status) }),
		section(t, "yaml", func(w *bytes.Buffer) error { return view.StatusYAML(w, status) }),
	})
}

func TestStatusOfAFleet(t *testing.T) {
	status := snapshot.Status{Lab: "fleet", ManagementCluster: snapshot.Management{Name: "fleet-management", Provider: "embedded", State: snapshot.Ready}}
	for i := range 100 {
		name := fmt.Sprintf("fleet-%03d", i+1)
		c := snapshot.Cluster{
			Name: name, State: "Available", KubernetesVersion: "v1.36.1", Endpoint: fmt.Sprintf("https://127.0.0.1:%d", 20000+i),
			ControlPlane: planner.Replicas{Ready: 1, Wanted: 1}, Machines: []snapshot.Machine{{Name: name + "-x7k2p", State: snapshot.Ready}},
		}
		if i%3 == 1 {
			c.State, c.WaitingFor = "Provisioning", "Available: waiting for Machine "+name+"-x7k2p: NodeHealthy"
			c.ControlPlane.Ready, c.Machines[0].State = 0, "Provisioning"
			c.Machines[0].WaitingFor = "BootstrapConfigReady: " + name + "-x7k2p"
		}
		status.WorkloadClusters = append(status.WorkloadClusters, c)
	}
	mixed := status
	mixed.WorkloadClusters = slices.Clone(status.WorkloadClusters)
	for i := range status.WorkloadClusters {
		status.WorkloadClusters[i] = status.WorkloadClusters[0]
		status.WorkloadClusters[i].Name = mixed.WorkloadClusters[i].Name
	}
	golden.Compare(t, "status_fleet", []txtar.File{
		section(t, "all alike", func(w *bytes.Buffer) error { return view.StatusText(w, status, view.StatusLook{}) }),
		section(t, "coming up", func(w *bytes.Buffer) error {
			return view.StatusText(w, mixed, view.StatusLook{Style: view.Style{Width: 100}})
		}),
	})
	var wide bytes.Buffer
	if err := view.StatusText(&wide, mixed, view.StatusLook{Wide: true}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(wide.String(), "https://127.0.0.1:"); n != 100 {
		t.Errorf("wide shows %d endpoints, want 100", n)
	}
}

// onDocker is a lab on Docker in which a lot goes wrong.
func onDocker() snapshot.Status {
	return snapshot.Status{
		Lab: "kaas",
		ManagementCluster: snapshot.Management{
			Name: "capi-management", Provider: "k3d", State: snapshot.Ready, Kubeconfig: "/state/kaas/kubeconfigs/capi-management.kubeconfig",
			APIPort: 6443, Ports: []string{"8082:80@loadbalancer"},
			Network:    &snapshot.Network{Name: "kind", Subnet: "172.19.0.0/16", State: snapshot.Ready},
			Peerings:   []snapshot.Peering{{Node: "k3d-capi-management-server-0", State: snapshot.Missing}},
			ImageCache: &snapshot.ImageCache{Name: "kaaslab-kaas-image-cache", State: snapshot.Stopped},
			Providers: []snapshot.Provider{
				{Name: "kubeadm", Type: "BootstrapProvider", Version: "v1.14.2", State: snapshot.Ready},
				{Name: "docker", Type: "InfrastructureProvider", Version: "v1.14.2", State: snapshot.NotReady, Detail: "Deployment capd-system/capd-controller-manager: 0 of 1 available"},
				{Name: "sveltos", Type: "AddonProvider", Version: "1.13.0", State: snapshot.Ready},
			},
		},
		WorkloadClusters: []snapshot.Cluster{{
			Name: "workload-01", State: "Available", Phase: "Provisioned", KubernetesVersion: "v1.36.1",
			ControlPlane: planner.Replicas{Ready: 1, Wanted: 1}, Workers: planner.Replicas{Ready: 2, Wanted: 3},
			WorkerPools: []snapshot.Pool{{Name: "md-0", Replicas: planner.Replicas{Ready: 2, Wanted: 3}}},
			Machines: []snapshot.Machine{
				{Name: "workload-01-4tq8z", State: snapshot.Ready, Node: "workload-01-4tq8z", Address: "172.19.0.5", KubernetesVersion: "v1.36.1"},
				{Name: "workload-01-md-0-aaaaa", Pool: "md-0", State: snapshot.Ready, Node: "workload-01-md-0-aaaaa", Address: "172.19.0.6", KubernetesVersion: "v1.36.1"},
				{Name: "workload-01-md-0-bbbbb", Pool: "md-0", State: snapshot.Ready, Node: "workload-01-md-0-bbbbb", Address: "172.19.0.7", KubernetesVersion: "v1.36.1"},
				{Name: "workload-01-md-0-ccccc", Pool: "md-0", State: "Provisioning", KubernetesVersion: "v1.36.1", WaitingFor: "InfrastructureReady: waiting for the container of DevMachine workload-01-md-0-ccccc"},
			},
			Addons: []snapshot.Addon{
				{Profile: "cilium", State: snapshot.Ready},
				{Profile: "goldpinger", State: snapshot.Failed, Detail: "Resources failed, Sveltos tries again: namespaces \"goldpinger\" not found"},
			},
			Endpoint: "https://172.19.0.4:6443", Address: "https://127.0.0.1:32771", Containers: "stopped: workload-01-lb",
		}},
		AddonProfiles: []snapshot.Profile{
			{Name: "cilium", State: snapshot.Ready, Clusters: []string{"workload-01"}},
			{Name: "goldpinger", State: snapshot.NotReady, Detail: "cluster workload-01: Resources failed", Clusters: []string{"workload-01"}},
		},
	}
}
