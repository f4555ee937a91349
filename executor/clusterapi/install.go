package clusterapi

import (
	"context"
	"fmt"

	clusterctlv1 "sigs.k8s.io/cluster-api/cmd/clusterctl/api/v1alpha3"
	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// Apply installs what is missing and upgrades what has another version. The library waits for cert-manager in between,
// whose images may take their time, so Apply lets it go after a while and AwaitReady calls it again.
func (h *Handler) Apply(ctx context.Context, r planner.Resource, report executor.Report) error {
	h.finished.Store(false)
	within, cancel := context.WithTimeout(ctx, h.times.install)
	defer cancel()
	err := h.install(within, r.Attrs.(planner.ClusterAPI), report)
	if err != nil && ctx.Err() == nil && within.Err() != nil {
		report("cert-manager is not up yet; going on when it is")
		return nil
	}
	return err
}

func (h *Handler) install(ctx context.Context, attrs planner.ClusterAPI, report executor.Report) error {
	client, err := h.access.Client()
	if err != nil {
		return err
	}
	found, err := look(ctx, client)
	if err != nil {
		return err
	}
	if err := h.fetch(ctx, attrs, report); err != nil {
		return err
	}
	leave, err := enter(ctx, h.options.Config, report)
	if err != nil {
		return err
	}
	defer leave()
	library, err := h.open(ctx, attrs)
	if err != nil {
		return err
	}
	if err := h.upgrade(ctx, library, found, attrs.Version); err != nil {
		return describe("upgrade Cluster API to "+attrs.Version, err)
	}
	if err := h.removeLost(ctx, library, found); err != nil {
		return err
	}
	if err := h.awaitTestNamespace(ctx, client, report); err != nil {
		return err
	}
	if _, err := library.Init(ctx, h.initOptions(attrs.Version)); err != nil {
		return describe("install Cluster API "+attrs.Version, err)
	}
	h.finished.Store(true)
	return nil
}

func describe(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func (h *Handler) kubeconfig() clusterctl.Kubeconfig {
	return clusterctl.Kubeconfig{Path: h.options.Kubeconfig, Context: h.options.Context}
}

func (h *Handler) initOptions(version string) clusterctl.InitOptions {
	options := clusterctl.InitOptions{Kubeconfig: h.kubeconfig()}
	for _, p := range providers {
		switch p.kind {
		case clusterctlv1.CoreProviderType:
			options.CoreProvider = p.at(version)
		case clusterctlv1.BootstrapProviderType:
			options.BootstrapProviders = append(options.BootstrapProviders, p.at(version))
		case clusterctlv1.ControlPlaneProviderType:
			options.ControlPlaneProviders = append(options.ControlPlaneProviders, p.at(version))
		default:
			options.InfrastructureProviders = append(options.InfrastructureProviders, p.at(version))
		}
	}
	return options
}

// removeLost removes what is left of providers whose Deployment is gone, but none of the objects of their kinds: the
// library installs anew only what its inventory does not have.
func (h *Handler) removeLost(ctx context.Context, library library, found installation) error {
	for _, p := range providers {
		if _, listed := p.find(found.inventory); !listed || found.has(p.label) {
			continue
		}
		options := clusterctl.DeleteOptions{Kubeconfig: h.kubeconfig()}
		switch p.kind {
		case clusterctlv1.CoreProviderType:
			options.CoreProvider = p.name
		case clusterctlv1.BootstrapProviderType:
			options.BootstrapProviders = []string{p.name}
		case clusterctlv1.ControlPlaneProviderType:
			options.ControlPlaneProviders = []string{p.name}
		default:
			options.InfrastructureProviders = []string{p.name}
		}
		if err := library.Delete(ctx, options); err != nil {
			return describe("remove what is left of "+p.title, err)
		}
	}
	return nil
}

func (i installation) has(label string) bool {
	for _, d := range i.deployments {
		if componentOf(&d) == label {
			return true
		}
	}
	return false
}
