package install

import (
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// deploymentsIn lists the Deployments in what a chart was rendered to, by name.
func deploymentsIn(manifest string) []*kube.Deployment {
	var list []*kube.Deployment
	for _, document := range strings.Split("\n"+manifest, "\n---") {
		var object struct {
			kube.Deployment
			Kind string `json:"kind"`
		}
		if err := yaml.Unmarshal([]byte(document), &object); err == nil && object.Kind == kube.Deployments.Kind {
			list = append(list, &object.Deployment)
		}
	}
	slices.SortFunc(list, func(a, b *kube.Deployment) int { return strings.Compare(a.Metadata.Name, b.Metadata.Name) })
	return list
}
