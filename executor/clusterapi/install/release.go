package install

import (
	"slices"

	clusterctlv1 "sigs.k8s.io/cluster-api/cmd/clusterctl/api/v1alpha3"
	"sigs.k8s.io/cluster-api/cmd/clusterctl/client/config"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
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

	version string
	more    *planner.ClusterAPIProvider // what the lab file says of it, if it is not one that every lab has
	record  string                      // what it is installed with
}

// providers are all that a lab needs. They are released together, under one version.
var providers = []provider{
	{name: "cluster-api", kind: clusterctlv1.CoreProviderType, label: "cluster-api", file: "core-components.yaml", title: "Cluster API"},
	{name: "kubeadm", kind: clusterctlv1.BootstrapProviderType, label: "bootstrap-kubeadm", file: "bootstrap-components.yaml", title: "the kubeadm bootstrap provider"},
	{name: "kubeadm", kind: clusterctlv1.ControlPlaneProviderType, label: "control-plane-kubeadm", file: "control-plane-components.yaml", title: "the kubeadm control plane provider"},
	{name: "docker", kind: clusterctlv1.InfrastructureProviderType, label: "infrastructure-docker", file: "infrastructure-components-development.yaml", title: "the Docker provider"},
}

// installedProvider is a provider as the library's inventory has it.
type installedProvider struct {
	name, kind, version, namespace string
	meta                           kube.Meta
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
func (p provider) at() string { return p.name + ":" + p.version }
