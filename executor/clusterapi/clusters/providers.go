package clusters

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// Provider is a provider of Cluster API in the management cluster, as clusterctl's inventory has it.
type Provider struct {
	Name      string `json:"name"`
	Type      string `json:"type"`
	Version   string `json:"version"`
	Namespace string `json:"namespace"`
	// WaitsFor says what keeps its controllers from running. Those without a Deployment run in another way.
	WaitsFor string `json:"waitsFor,omitempty"`

	label string // as its components have it, which is its name in the inventory
}

var (
	providerResource = kube.Resource{
		Group: "clusterctl.cluster.x-k8s.io", Version: "v1alpha3", Kind: "Provider", Plural: "providers", Namespaced: true,
	}
	deploymentResource = kube.Resource{Group: "apps", Version: "v1", Kind: "Deployment", Plural: "deployments", Namespaced: true}
)

// componentLabel is on all that belongs to a provider.
const componentLabel = "cluster.x-k8s.io/provider"

type liveProvider struct {
	Metadata     kube.Meta `json:"metadata"`
	ProviderName string    `json:"providerName"`
	Type         string    `json:"type"`
	Version      string    `json:"version"`
}

type liveDeployment struct {
	Metadata kube.Meta `json:"metadata"`
	Spec     struct {
		Replicas *int `json:"replicas"`
	} `json:"spec"`
	Status struct {
		Available int `json:"availableReplicas"`
	} `json:"status"`
}

// Providers lists the providers in the management cluster, and how their Deployments are, with two lists at most.
func Providers(ctx context.Context, access *kube.Access) ([]Provider, error) {
	client, err := access.Client()
	if err != nil {
		return nil, err
	}
	var providers []Provider
	_, err = kube.List(ctx, client, providerResource, kube.Query{}, func(live *liveProvider) {
		providers = append(providers, Provider{
			label: live.Metadata.Name, Name: live.ProviderName, Type: live.Type, Version: live.Version, Namespace: live.Metadata.Namespace,
		})
	})
	if err != nil || len(providers) == 0 {
		return nil, kube.WithoutKind(err)
	}
	slices.SortFunc(providers, func(a, b Provider) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name)) })
	return providers, addDeployments(ctx, client, providers)
}

// addDeployments says of each provider what its Deployments wait for. They are known by their label: people may have several
// providers in one namespace.
func addDeployments(ctx context.Context, client *kube.Client, providers []Provider) error {
	waits := map[string]string{}
	query := kube.Query{Labels: componentLabel}
	_, err := kube.List(ctx, client, deploymentResource, query, func(live *liveDeployment) {
		if waitsFor := live.waitsFor(); waitsFor != "" {
			waits[live.Metadata.Labels[componentLabel]] = waitsFor
		}
	})
	for i := range providers {
		providers[i].WaitsFor = waits[providers[i].label]
	}
	return kube.WithoutKind(err)
}

func (d *liveDeployment) waitsFor() string {
	wanted := 1
	if d.Spec.Replicas != nil {
		wanted = *d.Spec.Replicas
	}
	if wanted > 0 && d.Status.Available >= wanted {
		return ""
	}
	return fmt.Sprintf("Deployment %s/%s: %d of %d available", d.Metadata.Namespace, d.Metadata.Name, d.Status.Available, wanted)
}
