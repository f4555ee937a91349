package profiles

import (
	"slices"

	"github.com/kaaslab/kaaslab/internal/untyped"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// limited is what Sveltos makes of a profile before it notes it for a cluster: what a Profile refers to is in its own namespace,
// whatever it says of that.
func limited(profile planner.ClusterProfile) planner.ClusterProfile {
	if profile.Namespace == "" {
		return profile
	}
	profile.Spec = limitedFields(profile.Namespace, profile.Spec)
	profile.HelmCharts = slices.Clone(profile.HelmCharts)
	for i := range profile.HelmCharts {
		chart := &profile.HelmCharts[i]
		chart.More = limitedFields(profile.Namespace, chart.More)
	}
	return profile
}

func limitedFields(namespace string, fields map[string]any) map[string]any {
	copied, _ := untyped.Copy(fields, func(leaf any) any { return leaf }).(map[string]any)
	spec.EachOwnReference(copied, func(_ []any, reference map[string]any) { reference["namespace"] = namespace })
	return copied
}
