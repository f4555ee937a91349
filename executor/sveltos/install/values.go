package install

import (
	"maps"

	"helm.sh/helm/v3/pkg/release"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// setting is a value of the chart that the lab decides.
type setting struct{ section, key string }

var (
	centralized  = setting{"agent", "managementCluster"}
	telemetryOff = setting{"telemetry", "disabled"} // Sveltos sends usage data unless told not to (hazard H32)
)

// valuesFor puts the lab's settings into the values that a release has; what others set there stays.
func valuesFor(attrs planner.Sveltos, there map[string]any) map[string]any {
	values := maps.Clone(there)
	if values == nil {
		values = map[string]any{}
	}
	centralized.put(values, attrs.Mode != spec.SveltosDistributed)
	telemetryOff.put(values, !attrs.Telemetry)
	return values
}

func (s setting) put(values map[string]any, on bool) {
	section, _ := values[s.section].(map[string]any)
	section = maps.Clone(section)
	if section == nil {
		section = map[string]any{}
	}
	section[s.key] = on
	values[s.section] = section
}

func (s setting) get(values map[string]any) bool {
	section, _ := values[s.section].(map[string]any)
	on, _ := section[s.key].(bool)
	return on
}

// readAttrs describes a release. Which chart it was made from is not in it, so the wanted one counts as that.
func readAttrs(there *release.Release, chart string) planner.Sveltos {
	attrs := planner.Sveltos{Mode: spec.SveltosDistributed, Telemetry: !telemetryOff.get(there.Config), Chart: chart}
	if there.Chart != nil && there.Chart.Metadata != nil {
		attrs.Version = there.Chart.Metadata.Version
	}
	if centralized.get(there.Config) {
		attrs.Mode = spec.SveltosCentralized
	}
	readDownloads(there, &attrs)
	return attrs
}
