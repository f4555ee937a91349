package helm

import (
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// deploymentsIn names the Deployments in what a chart was rendered to. Those that it wants no replica of count too.
func deploymentsIn(manifest string) []string {
	var names []string
	for _, document := range strings.Split("\n"+manifest, "\n---") {
		var object struct {
			Kind     string `json:"kind"`
			Metadata struct {
				Name string `json:"name"`
			} `json:"metadata"`
		}
		if err := yaml.Unmarshal([]byte(document), &object); err == nil && object.Kind == "Deployment" {
			names = append(names, object.Metadata.Name)
		}
	}
	slices.Sort(names)
	return names
}
