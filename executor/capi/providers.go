package capi

import (
	"cmp"
	"context"
	"slices"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// Provider is a provider of Cluster API in the management cluster, as clusterctl's inventory has it.
type Provider struct {
	Name      string `json:"name"`
	Type      string `json:"type"`
	Version   string `json:"version"`
	Namespace string `json:"namespace"`
}

var providerResource = kube.Resource{
	Group: "clusterctl.cluster.x-k8s.io", Version: "v1alpha3", Kind: "Provider", Plural: "providers", Namespaced: true,
}

type liveProvider struct {
	Metadata     kube.Meta `json:"metadata"`
	ProviderName string    `json:"providerName"`
	Type         string    `json:"type"`
	Version      string    `json:"version"`
}

// Providers lists the providers in the management cluster.
func Providers(ctx context.Context, access *kube.Access) ([]Provider, error) {
	client, err := access.Client()
	if err != nil {
		return nil, err
	}
	var providers []Provider
	_, err = kube.List(ctx, client, providerResource, kube.Query{}, func(live *liveProvider) {
		providers = append(providers, Provider{
			Name: live.ProviderName, Type: live.Type, Version: live.Version, Namespace: live.Metadata.Namespace,
		})
	})
	slices.SortFunc(providers, func(a, b Provider) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name)) })
	return providers, kube.WithoutKind(err)
}
