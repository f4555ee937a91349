package install

import (
	"context"

	"github.com/kaaslab/kaaslab/executor/kube"
)

var providerResource = kube.Resource{
	Group: "clusterctl.cluster.x-k8s.io", Version: "v1alpha3", Kind: "Provider", Plural: "providers", Namespaced: true}

// Labels that the library puts on what it installs.
const (
	anyComponentLabel = "clusterctl.cluster.x-k8s.io"
	providerLabel     = "cluster.x-k8s.io/provider"
	coreLabel         = "clusterctl.cluster.x-k8s.io/core" // cert-manager
)

// installation is what is there of Cluster API.
type installation struct {
	inventory   []installedProvider
	deployments []kube.Deployment
}

type liveProvider struct {
	Metadata     kube.Meta `json:"metadata"`
	ProviderName string    `json:"providerName"`
	Type         string    `json:"type"`
	Version      string    `json:"version"`
}

// look reads the installation, and returns the client for what is asked beside.
func (h *Handler) look(ctx context.Context) (*kube.Client, installation, error) {
	client, err := h.access.Client()
	if err != nil {
		return nil, installation{}, err
	}
	found, err := look(ctx, client)
	return client, found, err
}

// look reads the installation with two lists.
func look(ctx context.Context, client *kube.Client) (installation, error) {
	var found installation
	_, err := kube.List(ctx, client, providerResource, kube.Query{}, func(live *liveProvider) {
		found.inventory = append(found.inventory, installedProvider{
			name: live.ProviderName, kind: live.Type, version: live.Version, namespace: live.Metadata.Namespace, meta: live.Metadata,
		})
	})
	if kube.WithoutKind(err) != nil {
		return found, err
	}
	_, err = kube.List(ctx, client, kube.Deployments, kube.Query{Labels: anyComponentLabel}, func(live *kube.Deployment) {
		found.deployments = append(found.deployments, *live)
	})
	return found, err
}

// isThere reports whether anything of Cluster API is installed, or begun to be.
func (i installation) isThere() bool { return len(i.inventory) > 0 || len(i.deployments) > 0 }

// version is the wanted one if every provider that is installed has it, else the one that a provider has instead.
func (i installation) version(wanted string) string {
	version := wanted
	for _, p := range providers {
		if there, found := p.find(i.inventory); found && there.version != wanted {
			version = there.version
		}
	}
	return version
}

// waitsFor says what keeps the installation from being ready, or nothing.
func (i installation) waitsFor(wanted []provider) string {
	for _, p := range wanted {
		if _, found := p.find(i.inventory); !found {
			return p.title + " is not installed yet"
		}
	}
	for _, label := range components() {
		if waitsFor := i.componentWaitsFor(label); waitsFor != "" {
			return waitsFor
		}
	}
	for _, p := range wanted {
		if p.more != nil && i.has(p.label) { // one may bring no program of its own
			if waitsFor := i.componentWaitsFor(p.label); waitsFor != "" {
				return waitsFor
			}
		}
	}
	return ""
}

func (i installation) componentWaitsFor(label string) string {
	seen := false
	for _, d := range i.deployments {
		if componentOf(&d) != label {
			continue
		}
		seen = true
		if waitsFor := d.WaitsFor(); waitsFor != "" {
			return waitsFor
		}
	}
	if !seen {
		return "the Deployment of " + label + " is not there"
	}
	return ""
}

// components are the labels of what is installed. Cert-manager comes first: the others need it.
func components() []string {
	all := []string{certManager}
	for _, p := range providers {
		all = append(all, p.label)
	}
	return all
}

// componentOf is the label of the provider that a Deployment belongs to.
func componentOf(d *kube.Deployment) string {
	if d.Metadata.Labels[coreLabel] == certManager {
		return certManager
	}
	return d.Metadata.Labels[providerLabel]
}
