package planner

import (
	"fmt"

	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/spec"
)

// The minor versions of Kubernetes 1 whose API simulated clusters can have: that which kaaslab-embedded is built from, and the
// three before it. A test of its module compares them with what it does.
const (
	oldestEmulated = 33
	newestEmulated = 36
)

// emulated says which API simulated clusters have whose version is beyond what can be emulated.
func emulated(lab *spec.Lab) []string {
	var versions []string
	beyond := map[string][]string{} // names of clusters by their version
	for _, cluster := range lab.Clusters() {
		version := cluster.KubernetesVersion
		if cluster.Infrastructure != spec.InfrastructureSimulated || emulatedInstead(version) == "" {
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
	switch {
	case !ok:
		return ""
	case less(version, [3]int{1, oldestEmulated}):
		return fmt.Sprintf("v1.%d, the oldest that is emulated", oldestEmulated)
	case !less(version, [3]int{1, newestEmulated + 1}):
		return fmt.Sprintf("v1.%d, the newest that is emulated", newestEmulated)
	}
	return ""
}
