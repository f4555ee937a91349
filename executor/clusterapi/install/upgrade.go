package install

import (
	"context"

	clusterctlv1 "sigs.k8s.io/cluster-api/cmd/clusterctl/api/v1alpha3"
	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"
)

// upgrade brings the providers that are installed with another version to the wanted one (hazard H12). One that was cut
// short is taken up: the inventory has the new version of those that are done.
func (h *Handler) upgrade(ctx context.Context, library library, found installation, wanted []provider) error {
	options := clusterctl.ApplyUpgradeOptions{Kubeconfig: h.kubeconfig()}
	outdated := false
	for _, p := range wanted {
		there, listed := p.find(found.inventory)
		if !listed || there.version == p.version {
			continue
		}
		outdated = true
		item := there.namespace + "/" + p.at()
		if p.kind == clusterctlv1.CoreProviderType {
			options.CoreProvider = item
			continue
		}
		upgradeLists(&options).add(p, item)
	}
	if !outdated {
		return nil
	}
	return library.ApplyUpgrade(ctx, options)
}
