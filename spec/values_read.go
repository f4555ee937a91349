package spec

import (
	"maps"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// readValues puts the values of files below those that the lab file has itself, as Helm does with --values.
func (r *reader) readValues(lab *Lab, read func(string) ([]byte, error)) {
	for i := range lab.AddonProfiles {
		for j := range lab.AddonProfiles[i].HelmCharts {
			chart, at := &lab.AddonProfiles[i].HelmCharts[j], key("addonProfiles").item(i).key("helmCharts").item(j).key("valuesFiles")
			var merged map[string]any
			for k, path := range chart.ValuesFiles {
				if r.isBroken(at.item(k)) {
					continue
				}
				values, reason := valuesFile(path, read)
				if reason != "" {
					r.refuse(at.item(k), fault.WrongManifest, "%s", reason)
				}
				merged = mergeValues(merged, values)
			}
			if len(chart.ValuesFiles) > 0 {
				chart.Merged = mergeValues(merged, chart.Values)
			}
		}
	}
}

func valuesFile(path string, read func(string) ([]byte, error)) (values map[string]any, reason string) {
	data, reason := readNamed(path, read)
	if reason != "" {
		return nil, reason
	}
	nodes, bad := documents(path, data, labLimit, 2)
	switch {
	case bad != nil:
		return nil, bad.String()
	case len(nodes) == 0:
		return nil, ""
	case len(nodes) > 1 || nodes[0].Kind != yaml.MappingNode:
		return nil, "file " + quote(path) + " does not hold the values of a chart; it must be one YAML mapping (key: value)"
	}
	r := &reader{file: path, root: nodes[0]}
	values, _ = r.freeform(nil, nodes[0]).(map[string]any)
	if len(r.problems) > 0 {
		return nil, r.problems[0].String()
	}
	return values, ""
}

// mergeValues merges mappings, and takes what is above for all else. A null stays, by which Helm takes away a chart's own value.
func mergeValues(below, above map[string]any) map[string]any {
	if below == nil {
		return above
	}
	merged := maps.Clone(below)
	for name, value := range above {
		under, isMap := merged[name].(map[string]any)
		if over, both := value.(map[string]any); isMap && both {
			value = mergeValues(under, over)
		}
		merged[name] = value
	}
	return merged
}
