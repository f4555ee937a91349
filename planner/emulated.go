package planner

import (
	"fmt"

	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/spec"
)

// emulated says which API simulated clusters have whose version is beyond what can be emulated.
func emulated(lab *spec.Lab) []string {
	var versions []string
	beyond := map[string][]string{} // names of clusters by their version
	for _, cluster := range lab.Clusters() {
		version := cluster.KubernetesVersion
		if !cluster.Infrastructure.Emulated() || emulatedInstead(version) == "" {
			continue
		}
		if beyond[version] == nil {
			versions = append(versions, version)
		}
		beyond[version] = append(beyond[version], cluster.Name)
	}
	var notes []string
	for _, version := range versions {
		notes = append(notes, fmt.Sprintf("%s: Kubernetes %s is simulated with the API of %s; nodes say their own version",
			words.Some(beyond[version], words.Most), version, emulatedInstead(version)))
	}
	return notes
}

// emulatedInstead is the API that a cluster of a version has, if it is not that version's.
func emulatedInstead(kubernetes string) string {
	version, ok := parseVersion(kubernetes)
	switch minor := emulatedMinor(kubernetes); {
	case !ok || version[1] == minor:
		return ""
	case version[1] < minor:
		return fmt.Sprintf("v1.%d, the oldest that is emulated", minor)
	default:
		return fmt.Sprintf("v1.%d, the newest that is emulated", minor)
	}
}

// emulatedMinor is the minor version whose API a cluster of a version has.
func emulatedMinor(kubernetes string) int {
	version, ok := parseVersion(kubernetes)
	if !ok {
		return spec.ClusterAPILine.NewestEmulated
	}
	return min(max(version[1], spec.ClusterAPILine.OldestEmulated), spec.ClusterAPILine.NewestEmulated)
}
