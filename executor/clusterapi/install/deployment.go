package install

import "github.com/kaaslab/kaaslab/executor/kube"

// componentOf is the label of the provider that a Deployment belongs to.
func componentOf(d *kube.Deployment) string {
	if d.Metadata.Labels[coreLabel] == certManager {
		return certManager
	}
	return d.Metadata.Labels[providerLabel]
}
