package imageset

import (
	"context"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// Versions of what the management cluster runs. The older one of Cluster API is
// the same under another name, to upgrade from.
const (
	ClusterAPI      = "v1.14.2"
	OlderClusterAPI = "v1.14.1"
	CertManager     = "v1.21.1"
)

// managed is an image of one program in the management cluster.
type managed struct{ ref, name, pkg string }

// ofModule is an image of a program of this module.
func ofModule(ref, name string) managed { return managed{ref, name, "./programs/" + name} }

const (
	certManagerImage = "quay.io/jetstack/cert-manager-controller:" + CertManager
	capiModule       = "sigs.k8s.io/cluster-api/"
)

// provider is one of Cluster API's managers.
type provider struct {
	label      string // what clusterctl calls it, and the folder of its manifests in a repository
	components string // the file of its manifests
	module     string // the module whose config folder the manifests are made of
	config     string // the folder of its main package within the module
	image      managed
}

var providers = []provider{
	{
		"cluster-api", "core-components.yaml", "sigs.k8s.io/cluster-api", "core",
		managed{"registry.k8s.io/cluster-api/cluster-api-controller:" + ClusterAPI, "core-manager", capiModule + "core"},
	},
	{
		"bootstrap-kubeadm", "bootstrap-components.yaml", "sigs.k8s.io/cluster-api", "bootstrap/kubeadm",
		managed{"registry.k8s.io/cluster-api/kubeadm-bootstrap-controller:" + ClusterAPI, "bootstrap-manager", capiModule + "bootstrap/kubeadm"},
	},
	{
		"control-plane-kubeadm", "control-plane-components.yaml", "sigs.k8s.io/cluster-api", "controlplane/kubeadm",
		managed{"registry.k8s.io/cluster-api/kubeadm-control-plane-controller:" + ClusterAPI, "control-plane-manager", capiModule + "controlplane/kubeadm"},
	},
	{
		"infrastructure-docker", "infrastructure-components-development.yaml", "sigs.k8s.io/cluster-api/test", "infrastructure/docker",
		managed{"gcr.io/k8s-staging-cluster-api/capd-manager:" + ClusterAPI, "docker-manager", capiModule + "test/infrastructure/docker"},
	},
}

// managementContents are the images that a node of the management cluster
// holds, so that it pulls none.
func (b *builder) managementContents(ctx context.Context) ([]oci.Image, error) {
	wanted := []managed{
		ofModule(pauseImage, "pause"), ofModule(coreDNSImage, "coredns"), ofModule(WebserverImage, "webserver"), ofModule(certManagerImage, "certmanager"),
	}
	for _, p := range providers {
		wanted = append(wanted, p.image)
	}
	images, err := b.programImages(ctx, wanted, "/manager") // the manifests of Cluster API call every program so
	if err != nil {
		return nil, err
	}
	sveltos, err := b.sveltosImage(ctx)
	if err != nil {
		return nil, err
	}
	return append(images, sveltos), nil
}
