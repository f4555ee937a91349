package view_test

import (
	"bytes"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kaaslab/kaaslab/cmd/kaaslab/internal/snapshot"
	"github.com/kaaslab/kaaslab/cmd/kaaslab/internal/view"
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
				Name: "workload-02", State: "Provisioning", Phase: "Provisioning", KubernetesVersion: "v1.36.1",
				ControlPlane: planner.Replicas{Wanted: 1}, Workers: planner.Replicas{Wanted: 1},
				WaitingFor: "ControlPlaneAvailable: 0 of 1 machines",
			},
			{Name: "workload-03", State: snapshot.Missing},
		},
		AddonProfiles: []snapshot.Profile{
			{Name: "metrics", State: snapshot.Ready, Clusters: []string{"workload-01"}, Note: "matched, not installed: in-memory clusters run no pods"},
			{Name: "policy", State: snapshot.Ready, Clusters: []string{"a", "b", "c", "d", "e", "f", "g"}, Note: "matched, not installed: in-memory clusters run no pods"},
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
			compareGolden(t, name, []txtar.File{
				section(t, "text", func(w *bytes.Buffer) error { return view.StatusText(w, status, view.Style{}) }),
				section(t, "json", func(w *bytes.Buffer) error { return view.StatusJSON(w, status) }),
			})
		})
	}
}
