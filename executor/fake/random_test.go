package fake_test

import (
	"fmt"
	"maps"
	"math/rand/v2"

	"github.com/kaaslab/kaaslab/spec"
)

// randomLab makes labs that share most names, so that a pair of them differs in every way that a lab file can change.
func randomLab(r *rand.Rand) *spec.Lab {
	lab := &spec.Lab{Name: "demo", Peering: spec.Peering{Network: "kind"}, ManagementCluster: randomManagement(r)}
	docker := lab.ManagementCluster.Provider == spec.ProviderK3d
	if docker {
		lab.Host.Sysctl = map[string]int64{"fs.inotify.max_user_watches": 1000 * r.Int64N(3), "kernel.keys.maxkeys": 2000}
		lab.Host.Persist = r.IntN(2) == 0
		lab.Peering.Subnet = pick(r, "", "172.30.0.0/16")
	}
	for i := range r.IntN(4) {
		lab.AddonProfiles = append(lab.AddonProfiles, randomProfile(r, i))
	}
	for i := range r.IntN(5) {
		if r.IntN(4) > 0 {
			lab.WorkloadClusters = append(lab.WorkloadClusters, randomCluster(r, i, docker))
		}
	}
	return lab
}

func pick[T any](r *rand.Rand, choices ...T) T { return choices[r.IntN(len(choices))] }

func randomManagement(r *rand.Rand) spec.ManagementCluster {
	m := spec.ManagementCluster{Name: "mgmt", ClusterAPI: spec.ClusterAPI{Version: pick(r, "v1.14.2", "v1.14.3")}}
	switch m.Provider = pick(r, spec.ProviderEmbedded, spec.ProviderK3d); m.Provider {
	case spec.ProviderK3d:
		m.Image, m.Servers, m.Agents = pick(r, "k3s:1", "k3s:1", "k3s:2"), 1, r.IntN(2)
		m.Sveltos = spec.Sveltos{Version: pick(r, "1.13.0", "1.13.1"), Mode: spec.SveltosCentralized}
	default:
		m.APIPort = pick(r, 0, 0, 6443)
	}
	return m
}

// randomProfile depends only on profiles with a lower number, so there is no circle.
func randomProfile(r *rand.Rand, i int) spec.AddonProfile {
	p := spec.AddonProfile{
		Name: fmt.Sprint("profile-", i), SyncMode: pick(r, spec.SyncContinuous, spec.SyncOneTime),
		ClusterSelector: selector("app", pick(r, "a", "b")),
	}
	if i > 0 && r.IntN(2) == 0 {
		p.DependsOn = []string{fmt.Sprint("profile-", r.IntN(i))}
	}
	if r.IntN(2) == 0 {
		p.Files = manifest("ConfigMap", pick(r, "x", "y"))
	}
	if r.IntN(3) == 0 {
		p.Files = append(p.Files, manifest("Secret", pick(r, "x", "y"))...)
	}
	return p
}

func randomCluster(r *rand.Rand, i int, docker bool) spec.WorkloadCluster {
	c := spec.WorkloadCluster{
		Name: fmt.Sprint("cluster-", i), Infrastructure: spec.InfrastructureInMemory, KubernetesVersion: "v1.36.1",
		PodCIDR: pick(r, "10.244.0.0/16", "10.244.0.0/16", "10.200.0.0/16"), ServiceCIDR: "10.96.0.0/12",
		ControlPlane: spec.ControlPlane{Replicas: pick(r, 1, 3)}, Count: pick(r, 0, 0, 0, 3),
		Labels: maps.Clone(pick(r, nil, map[string]string{"app": "a"}, map[string]string{"app": "b"})),
	}
	if docker && r.IntN(2) == 0 {
		c.Infrastructure = spec.InfrastructureDocker
	}
	for n := range r.IntN(3) {
		c.Workers = append(c.Workers, spec.WorkerPool{Name: fmt.Sprint("md-", n), Replicas: r.IntN(3)})
	}
	if i == 3 {
		return rawCluster(c.Name) // always: the planner refuses to turn one sort into the other
	}
	switch r.IntN(6) {
	case 0:
		c.Files = append(manifest("Secret", pick(r, "s", "t")), manifest("Secret", pick(r, "u", "v"))...)
	case 1:
		c.Infrastructure, c.ClusterClass = "", "their-own"
	}
	return c
}

// rawCluster is one whose manifests hold the Cluster itself.
func rawCluster(name string) spec.WorkloadCluster {
	files := manifest("Cluster", name)
	files[0].Objects[0]["apiVersion"] = "cluster.x-k8s.io/v1beta2"
	return spec.WorkloadCluster{Name: name, Files: files}
}
