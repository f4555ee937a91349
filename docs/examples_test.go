package docs

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/spec"
)

func load(t *testing.T, example string) *spec.Lab {
	t.Helper()
	lab, _, err := spec.Load("../examples/"+example+"/lab.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	return lab
}

// TestStepsAreInTheExample: what the scripts chose by hand stands in examples/kaas/lab.yaml, under the names of the lab file.
func TestStepsAreInTheExample(t *testing.T) {
	lab := load(t, "kaas")
	m, w := lab.ManagementCluster, lab.WorkloadClusters[0]
	for step, is := range map[string]bool{
		"S1 inotify":             lab.Host.Sysctl["fs.inotify.max_user_instances"] >= 512 && lab.Host.Sysctl["fs.inotify.max_user_watches"] >= 524288,
		"S2 network":             lab.Peering.Network == "kind",
		"S3 management cluster":  m.Provider == spec.ProviderK3d && m.Name == "capi-management" && m.Servers == 1,
		"S4 ports":               m.APIPort == 6443 && slices.Equal(m.Ports, []string{"8082:80@loadbalancer"}),
		"S8 Cluster API":         m.ClusterAPI.Version != "",
		"S12 Sveltos":            m.Sveltos.Mode == spec.SveltosCentralized,
		"S16 chart":              len(lab.AddonProfiles[0].HelmCharts) == 1 && lab.AddonProfiles[0].ClusterSelector.MatchLabels["cni"] == "cilium",
		"S17 manifest":           len(lab.AddonProfiles[1].Files) == 1 && lab.AddonProfiles[1].ClusterSelector.MatchLabels["app"] == "goldpinger",
		"S18 sync mode":          lab.AddonProfiles[0].SyncMode == spec.SyncContinuous,
		"S19 cluster and labels": w.Name == "workload-01" && maps.Equal(w.Labels, map[string]string{"cni": "cilium", "app": "goldpinger"}),
		"S19 ranges":             w.PodCIDR == "10.244.0.0/16" && w.ServiceCIDR == "10.96.0.0/12",
		"S20 control plane":      w.ControlPlane.Replicas == 1,
		"S21 workers":            w.Workers[0].Replicas == 2,
	} {
		if !is {
			t.Errorf("%s is not in the example", step)
		}
	}
}

// TestHazardH33CiliumValues: the example speaks to Cilium in words that its release takes; H34: that release is maintained;
// H32 and H36: no usage data is sent, and what needs the network waits for it.
func TestHazardH33CiliumValues(t *testing.T) {
	lab := load(t, "kaas")
	cilium, goldpinger := lab.AddonProfiles[0].HelmCharts[0], lab.AddonProfiles[1]
	if _, old := cilium.Values["tunnel"]; old || cilium.Values["routingMode"] != "tunnel" || cilium.Values["tunnelProtocol"] != "vxlan" {
		t.Errorf("H33: values are %v", cilium.Values)
	}
	if strings.HasPrefix(cilium.Version, "1.15.") {
		t.Errorf("H34: Cilium %s gets no fixes", cilium.Version)
	}
	if lab.ManagementCluster.Sveltos.Telemetry {
		t.Error("H32: telemetry is on")
	}
	if !slices.Equal(goldpinger.DependsOn, []string{"cilium"}) {
		t.Errorf("H36: goldpinger depends on %v", goldpinger.DependsOn)
	}
}

// TestHazardH37EveryNodeIsSeen: Goldpinger runs on control planes as well.
func TestHazardH37EveryNodeIsSeen(t *testing.T) {
	for _, object := range load(t, "kaas").AddonProfiles[1].Files[0].Objects {
		if object["kind"] != "DaemonSet" {
			continue
		}
		for _, name := range []string{"spec", "template", "spec"} {
			object, _ = object[name].(map[string]any)
		}
		tolerations, _ := object["tolerations"].([]any)
		for _, toleration := range tolerations {
			if at, _ := toleration.(map[string]any); at["key"] == "node-role.kubernetes.io/control-plane" {
				return
			}
		}
	}
	t.Error("no DaemonSet tolerates control planes")
}

// TestHazardH13DefaultsArePinned: a lab file that names no version gets one, and the same each time.
func TestHazardH13DefaultsArePinned(t *testing.T) {
	lab, _, err := spec.Parse("lab.yaml", []byte("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: a\nmanagementCluster: {provider: k3d}\nworkloadClusters: [{name: b}]\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	m := lab.ManagementCluster
	for what, version := range map[string]string{
		"k3s": m.Image, "Cluster API": m.ClusterAPI.Version, "Sveltos": m.Sveltos.Version, "Kubernetes": lab.WorkloadClusters[0].KubernetesVersion,
	} {
		if version == "" || strings.HasSuffix(version, "latest") {
			t.Errorf("%s is of version %q", what, version)
		}
	}
}
