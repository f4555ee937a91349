package seed

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/spec"
)

const installed = `---
{apiVersion: clusterctl.cluster.x-k8s.io/v1alpha3, kind: Provider, metadata: {name: cluster-api, namespace: capi-system}, providerName: cluster-api, type: CoreProvider, version: v1.12.0}
---
{apiVersion: clusterctl.cluster.x-k8s.io/v1alpha3, kind: Provider, metadata: {name: bootstrap-kubeadm, namespace: a}, providerName: kubeadm, type: BootstrapProvider, version: v1.12.0}
---
{apiVersion: clusterctl.cluster.x-k8s.io/v1alpha3, kind: Provider, metadata: {name: ipam-in-cluster, namespace: ipam, labels: {cluster.x-k8s.io/provider: ipam-in-cluster}}, providerName: in-cluster, type: IPAMProvider, version: v1.1.0}
---
{apiVersion: operator.cluster.x-k8s.io/v1alpha2, kind: AddonProvider, metadata: {name: made}, spec: {version: v1.0.0, configSecret: {name: token}, fetchConfig: {url: "https://example.com/releases/v1.0.0/addon-components.yaml"}}}
---
{apiVersion: operator.cluster.x-k8s.io/v1alpha2, kind: InfrastructureProvider, metadata: {name: aws}, spec: {}}
`

// TestProvidersAreCarriedOver: what clusterctl and its operator have installed, but for what every lab has.
func TestProvidersAreCarriedOver(t *testing.T) {
	made := convert(t, old+installed)
	want := []spec.ClusterAPIProvider{
		{Name: "in-cluster", Type: "ipam", Version: "v1.1.0"},
		{Name: "made", Type: "addon", Version: "v1.0.0", URL: "https://example.com/releases/v1.0.0/addon-components.yaml"},
	}
	if diff := cmp.Diff(want, parsed(t, made).ManagementCluster.ClusterAPI.Providers); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	lost := lostOf(made)
	if len(made.Lost) != 2 || !strings.Contains(lost, "InfrastructureProvider aws: is left out of managementCluster.clusterAPI.providers: version is missing") || !strings.Contains(lost, "spec.configSecret.name") {
		t.Errorf("lost: %s", lost)
	}
	if changes := strings.Join(made.Changes, "\n"); !strings.Contains(changes, "Provider ipam/ipam-in-cluster: is in managementCluster.clusterAPI.providers now") || strings.Contains(changes, "aws") {
		t.Errorf("changes:\n%s", changes)
	}
}

// TestProvidersAreNotForEmbeddedLabs: an embedded management cluster runs no programs, and the rest is carried over.
func TestProvidersAreNotForEmbeddedLabs(t *testing.T) {
	simulated := "{apiVersion: cluster.x-k8s.io/v1beta2, kind: Cluster, metadata: {name: a, labels: {kaaslab.dev/lab: x}}, spec: {topology: {classRef: {name: x-simulated}, version: v1.36.1}}}\n"
	made := convert(t, simulated+installed)
	lab := parsed(t, made)
	if lab.ManagementCluster.Provider != spec.ProviderEmbedded || len(lab.WorkloadClusters) != 1 || len(lab.ManagementCluster.ClusterAPI.Providers) != 0 || !strings.Contains(lostOf(made), "Provider ipam/ipam-in-cluster: is left out") {
		t.Errorf("lost: %s\n%s", lostOf(made), made.Lab)
	}
}
