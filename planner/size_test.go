package planner

import (
	"testing"

	"github.com/kaaslab/kaaslab/spec"
)

// TestSizeCountsSveltosWhereItIsAProcessOfItsOwn: once, however many clusters and profiles there are.
func TestSizeCountsSveltosWhereItIsAProcessOfItsOwn(t *testing.T) {
	profiles := []spec.AddonProfile{{Name: "one"}, {Name: "two"}}
	for name, c := range map[string]struct {
		provider       spec.Provider
		infrastructure spec.Infrastructure
		want           int64
	}{
		"simulated clusters":             {spec.ProviderEmbedded, spec.InfrastructureSimulated, sveltosMemory},
		"in-memory clusters":             {spec.ProviderEmbedded, spec.InfrastructureInMemory, 0},
		"a management cluster of Docker": {spec.ProviderK3d, spec.InfrastructureDocker, 0},
		"an existing one":                {spec.ProviderExisting, spec.InfrastructureDocker, 0},
	} {
		lab := &spec.Lab{
			ManagementCluster: spec.ManagementCluster{Provider: c.provider, Servers: 1},
			WorkloadClusters: []spec.WorkloadCluster{
				{Name: "a", Infrastructure: c.infrastructure}, {Name: "b", Infrastructure: c.infrastructure},
			},
		}
		without := SizeOf(lab).Memory
		lab.AddonProfiles = profiles
		if got := SizeOf(lab).Memory - without; got != c.want {
			t.Errorf("%s: profiles take %d bytes more, want %d", name, got, c.want)
		}
	}
}

// TestSizeCountsEachVersionOfSimulatedClustersOnce: clusters of one API share its description.
func TestSizeCountsEachVersionOfSimulatedClustersOnce(t *testing.T) {
	for name, c := range map[string]struct {
		versions []string
		want     int64
	}{
		"one minor version":             {[]string{"v1.35.1", "v1.35.2", "v1.35.3"}, 0},
		"three":                         {[]string{"v1.34.1", "v1.35.1", "v1.36.1"}, 2 * apiMemory},
		"those that cannot be emulated": {[]string{"v1.31.1", "v1.32.1", "v1.33.1"}, 0},
	} {
		lab := &spec.Lab{}
		for _, version := range c.versions {
			lab.WorkloadClusters = append(lab.WorkloadClusters, spec.WorkloadCluster{Name: version, Infrastructure: spec.InfrastructureSimulated, KubernetesVersion: version})
		}
		if got := SizeOf(lab).Memory - 3*simulatedMemory; got != c.want {
			t.Errorf("%s: %d bytes more than the clusters take, want %d", name, got, c.want)
		}
	}
}

// TestEverythingHasASize: a provider or an infrastructure that nobody counts would pass for one that takes nothing.
func TestEverythingHasASize(t *testing.T) {
	for _, p := range spec.Providers {
		if (managementSizes[p] != nil) == p.Given() {
			t.Errorf("provider %s: what the lab makes has a size, and what is there has none", p)
		}
	}
	for _, on := range spec.Classed {
		if workloadSizes[on] == nil {
			t.Errorf("infrastructure %s has no size", on)
		}
	}
}
