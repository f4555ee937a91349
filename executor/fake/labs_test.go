package fake_test

import (
	"testing"

	"github.com/kaaslab/kaaslab/executor/fake"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// fullLab has resources of every kind.
func fullLab() *spec.Lab {
	return &spec.Lab{
		Name: "demo",
		Host: spec.Host{Sysctl: map[string]int64{"fs.inotify.max_user_watches": 1048576}, Persist: true},
		ManagementCluster: spec.ManagementCluster{
			Provider: spec.ProviderK3d, Name: "mgmt", Image: "k3s:1", Servers: 1,
			ClusterAPI: spec.ClusterAPI{Version: "v1.14.2"},
			Sveltos:    spec.Sveltos{Version: "1.13.0", Mode: spec.SveltosCentralized},
		},
		Peering:       spec.Peering{Network: "kind"},
		ImageCache:    true,
		ImageArchives: []spec.ImageArchive{{Path: "/lab/images.tar"}},
		AddonProfiles: []spec.AddonProfile{
			{Name: "cni", ClusterSelector: selector("cni", "a"), SyncMode: spec.SyncContinuous, Files: append(manifest("ConfigMap", "x"), manifest("Secret", "z")...)},
			{Name: "app", ClusterSelector: selector("app", "b"), SyncMode: spec.SyncContinuous, DependsOn: []string{"cni"}},
		},
		WorkloadClusters: []spec.WorkloadCluster{
			{Name: "one", Infrastructure: spec.InfrastructureDocker, KubernetesVersion: "v1.36.1", PodCIDR: "10.244.0.0/16",
				ServiceCIDR: "10.96.0.0/12", ControlPlane: spec.ControlPlane{Replicas: 1}, Files: manifest("Secret", "y")},
		},
	}
}

func selector(key, value string) spec.Selector {
	return spec.Selector{MatchLabels: map[string]string{key: value}}
}

func manifest(kind, name string) []spec.ManifestFile {
	return []spec.ManifestFile{{Path: name + ".yaml", Content: name, Objects: []map[string]any{
		{"apiVersion": "v1", "kind": kind, "metadata": map[string]any{"name": name}},
	}}}
}

// build applies all that a resource needs, and what holds it, but not the resource.
func build(t *testing.T, w *fake.World, lab *spec.Lab, r planner.Resource) {
	t.Helper()
	desired, handlers := desiredByID(lab), w.Handlers(lab)
	var apply func(id planner.ID)
	below := func(r planner.Resource) {
		for _, id := range append(r.Needs[:len(r.Needs):len(r.Needs)], r.Within) {
			if id != (planner.ID{}) {
				apply(id)
			}
		}
	}
	done := map[planner.ID]bool{}
	apply = func(id planner.ID) {
		if done[id] {
			return
		}
		done[id] = true
		below(desired[id])
		mustApply(t, handlers, desired[id])
	}
	below(r)
}

func desiredByID(lab *spec.Lab) map[planner.ID]planner.Resource {
	desired := map[planner.ID]planner.Resource{}
	for _, r := range planner.Desired(lab) {
		desired[r.ID] = r
	}
	return desired
}
