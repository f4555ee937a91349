package seed

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/spec"
)

// TestHowPlainPoolsRollOutAndEndIsCarriedOver: what a MachineDeployment and a KubeadmControlPlane say in v1beta1 and in v1beta2 are
// the same keys of the lab file, and what is so in any case is none.
func TestHowPlainPoolsRollOutAndEndIsCarriedOver(t *testing.T) {
	data, err := os.ReadFile("testdata/shapes/capi-docker-rollout.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const strategy, template = "  strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 1}}\n", "  template:\n    spec:\n"
	want := spec.Settings(spec.WorkerPool{
		MinReadySeconds: ptr(5), FailureDomain: "fd1",
		Rollout:  spec.Rollout{Strategy: spec.RolloutStrategy{Type: "RollingUpdate", RollingUpdate: spec.RollingUpdate{MaxSurge: "50%", MaxUnavailable: 1}}},
		Deletion: spec.PoolDeletion{Order: "Oldest", NodeDrainTimeoutSeconds: ptr(90)},
	})
	for name, replace := range map[string][2]string{
		"v1beta1": {"  minReadySeconds: 5\n  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 50%, maxUnavailable: 1, deletePolicy: Oldest}}\n",
			template + "      nodeDrainTimeout: 1m30s\n      failureDomain: fd1\n"},
		"v1beta2": {"  rollout: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 50%, maxUnavailable: 1}}}\n  deletion: {order: Oldest}\n",
			template + "      minReadySeconds: 5\n      deletion: {nodeDrainTimeoutSeconds: 90}\n      failureDomain: fd1\n"},
	} {
		text := strings.Replace(strings.Replace(string(data), strategy, replace[0], 1), template, replace[1], 1)
		if diff := cmp.Diff(want, spec.Settings(parsed(t, convert(t, text)).WorkloadClusters[0].Workers[0])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func ptr(n int) *int { return &n }

// TestHowAPlainControlPlaneEndsIsCarriedOver: the timeouts of its machines are those of the lab file's control plane.
func TestHowAPlainControlPlaneEndsIsCarriedOver(t *testing.T) {
	data, err := os.ReadFile("testdata/shapes/capi-docker-rollout.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), "  machineTemplate: {", "  machineTemplate: {nodeDrainTimeout: 2m, nodeDeletionTimeout: 20s, ", 1)
	made := convert(t, text)
	want := spec.Deletion{NodeDrainTimeoutSeconds: ptr(120), NodeDeletionTimeoutSeconds: ptr(20)}
	if diff := cmp.Diff(want, parsed(t, made).WorkloadClusters[0].ControlPlane.Deletion); diff != "" {
		t.Errorf("(-want +got):\n%s\nlost: %s", diff, lostOf(made))
	}
}

// TestPlainMachinePoolsAreCarriedOver: the provider's object of a MachinePool says its image, and its KubeadmConfig what would not
// reach machines that are there, which is said.
func TestPlainMachinePoolsAreCarriedOver(t *testing.T) {
	data, err := os.ReadFile("testdata/shapes/capi-docker-machine-pool.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(string(data), "apiVersion: cluster.x-k8s.io/v1beta1\nkind: MachinePool")
	for _, infrastructure := range []string{
		"{apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: DockerMachinePool, metadata: {name: pool}, spec: {template: {customImage: kindest/own:v1.35.0}, providerIDList: [docker:////a]}}",
		"{apiVersion: infrastructure.cluster.x-k8s.io/v1beta2, kind: DevMachinePool, metadata: {name: pool}, spec: {backend: {docker: {customImage: kindest/own:v1.35.0}}}}",
	} {
		kind, _, _ := strings.Cut(strings.SplitN(infrastructure, "kind: ", 2)[1], ",")
		made := convert(t, text+`apiVersion: cluster.x-k8s.io/v1beta1
kind: MachinePool
metadata: {name: dev-mp-0}
spec:
  clusterName: dev
  replicas: 2
  failureDomains: [fd1]
  template:
    spec:
      clusterName: dev
      version: v1.35.0
      bootstrap: {configRef: {apiVersion: bootstrap.cluster.x-k8s.io/v1beta1, kind: KubeadmConfig, name: pool}}
      infrastructureRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: `+kind+`, name: pool}
---
{apiVersion: bootstrap.cluster.x-k8s.io/v1beta1, kind: KubeadmConfig, metadata: {name: pool}, spec: {preKubeadmCommands: [hostname]}}
---
`+infrastructure)
		cluster := parsed(t, made).WorkloadClusters[0]
		want := []spec.WorkerPool{{Name: "mp-0", Replicas: 2, MachinePool: true, FailureDomains: []string{"fd1"}}}
		if diff := cmp.Diff(want, cluster.Workers); diff != "" || cluster.Image != "kindest/own:v1.35.0" {
			t.Errorf("%s: image %q, pools (-want +got):\n%s", kind, cluster.Image, diff)
		}
		if lost := lostOf(made); !strings.Contains(lost, "what kubeadm is told is left out: ") || strings.Count(lost, "\n") > 1 {
			t.Errorf("%s: lost: %s", kind, lost)
		}
	}
}
