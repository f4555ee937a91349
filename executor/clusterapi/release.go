package clusterapi

import (
	"slices"

	clusterctlv1 "sigs.k8s.io/cluster-api/cmd/clusterctl/api/v1alpha3"
	"sigs.k8s.io/cluster-api/cmd/clusterctl/client/config"
)

// certManagerVersion is the version of cert-manager that is installed with Cluster API, which needs it for its webhooks.
const certManagerVersion = config.CertManagerDefaultVersion

// certManager is the name and label of cert-manager's components.
const certManager = "cert-manager"

// provider is a provider of Cluster API that kaaslab installs.
type provider struct {
	name  string
	kind  clusterctlv1.ProviderType
	label string // on its components, and its directory in a repository
	file  string // of its components in a release
	title string
}

// providers are all that a lab needs. They are released together, under one version.
var providers = []provider{
	{"cluster-api", clusterctlv1.CoreProviderType, "cluster-api", "core-components.yaml", "Cluster API"},
	{"kubeadm", clusterctlv1.BootstrapProviderType, "bootstrap-kubeadm", "bootstrap-components.yaml", "the kubeadm bootstrap provider"},
	{"kubeadm", clusterctlv1.ControlPlaneProviderType, "control-plane-kubeadm", "control-plane-components.yaml", "the kubeadm control plane provider"},
	{"docker", clusterctlv1.InfrastructureProviderType, "infrastructure-docker", "infrastructure-components-development.yaml", "the Docker provider"},
}

// installedProvider is a provider as the library's inventory has it.
type installedProvider struct {
	name, kind, version, namespace string
}

func (p provider) is(there installedProvider) bool {
	return there.name == p.name && there.kind == string(p.kind)
}

// find returns the provider in the inventory.
func (p provider) find(inventory []installedProvider) (installedProvider, bool) {
	if i := slices.IndexFunc(inventory, p.is); i >= 0 {
		return inventory[i], true
	}
	return installedProvider{}, false
}

// at returns the provider as the library wants it named with a version.
func (p provider) at(version string) string { return p.name + ":" + version }
