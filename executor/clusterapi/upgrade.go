package clusterapi

import (
	"context"

	clusterctlv1 "sigs.k8s.io/cluster-api/cmd/clusterctl/api/v1alpha3"
	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"
)

// upgrade brings the providers that are installed with another version to the wanted one (hazard H12). One that was cut
// short is taken up: the inventory has the new version of those that are done.
func (h *Handler) upgrade(ctx context.Context, library library, found installation, version string) error {
	options := clusterctl.ApplyUpgradeOptions{Kubeconfig: h.kubeconfig()}
	outdated := false
	for _, p := range providers {
		there, listed := p.find(found.inventory)
		if !listed || there.version == version {
			continue
		}
		outdated = true
		addUpgrade(&options, p, there.namespace+"/"+p.at(version))
	}
	if !outdated {
		return nil
	}
	return library.ApplyUpgrade(ctx, options)
}

func addUpgrade(options *clusterctl.ApplyUpgradeOptions, p provider, item string) {
	switch p.kind {
	case clusterctlv1.CoreProviderType:
		options.CoreProvider = item
	case clusterctlv1.BootstrapProviderType:
		options.BootstrapProviders = append(options.BootstrapProviders, item)
	case clusterctlv1.ControlPlaneProviderType:
		options.ControlPlaneProviders = append(options.ControlPlaneProviders, item)
	default:
		options.InfrastructureProviders = append(options.InfrastructureProviders, item)
	}
}
