package manifests

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// ClusterctlLabel marks what clusterctl regards as its own; it finds the kinds
// to describe and move by it.
const ClusterctlLabel = "clusterctl.cluster.x-k8s.io"

// ProviderLabel names the provider that an object belongs to.
const ProviderLabel = "cluster.x-k8s.io/provider"

func (p *Provider) label(meta *metav1.ObjectMeta) {
	if meta.Labels == nil {
		meta.Labels = map[string]string{}
	}
	for k, v := range p.labelsToSet {
		meta.Labels[k] = v
	}
	if p.Name == "" {
		return
	}
	meta.Labels[ClusterctlLabel] = ""
	meta.Labels[ProviderLabel] = p.Name
}
