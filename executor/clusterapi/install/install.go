package install

import (
	"context"
	"fmt"
	"slices"

	clusterctlv1 "sigs.k8s.io/cluster-api/cmd/clusterctl/api/v1alpha3"
	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
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
	client, found, err := h.look(ctx)
	if err != nil {
		return err
	}
	wanted := wantedProviders(attrs)
	if found.complete(wanted) && found.whole() {
		h.finished.Store(true) // what is there only has to come up, for which nothing is fetched
		return nil
	}
	if err := h.fetch(ctx, attrs, report); err != nil {
		return err
	}
	ctx, leave, err := enter(ctx, h.options.Config, report)
	if err != nil {
		return err
	}
	defer leave()
	library, err := h.open(ctx, attrs)
	if err != nil {
		return err
	}
	if err := h.upgrade(ctx, library, found, wanted); err != nil {
		return describe("upgrade Cluster API to "+attrs.Version, err)
	}
	if err := h.removeLost(ctx, library, found, wanted); err != nil {
		return err
	}
	if err := h.awaitTestNamespace(ctx, client, report); err != nil {
		return err
	}
	if _, err := library.Init(ctx, h.initOptions(wanted)); err != nil {
		return describe("install Cluster API "+attrs.Version, err)
	}
	if err := note(ctx, client, wanted); err != nil {
		return err
	}
	h.finished.Store(true)
	return nil
}

// note writes down with what each provider is installed.
func note(ctx context.Context, client *kube.Client, wanted []provider) error {
	found, err := look(ctx, client)
	if err != nil {
		return err
	}
	for _, p := range wanted {
		there, listed := p.find(found.inventory)
		if !listed || there.meta.Annotations[recordAnnotation] == p.record {
			continue
		}
		if err := client.Annotate(ctx, providerResource, there.meta, map[string]string{recordAnnotation: p.record}); err != nil {
			return err
		}
	}
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

func (h *Handler) initOptions(wanted []provider) clusterctl.InitOptions {
	options := clusterctl.InitOptions{Kubeconfig: h.kubeconfig()}
	for _, p := range wanted {
		if p.kind == clusterctlv1.CoreProviderType {
			options.CoreProvider = p.at()
			continue
		}
		initLists(&options).add(p, p.at())
	}
	return options
}

// removeLost removes what is left of providers whose Deployment is gone, those that are to be installed with something else, and
// those that the lab does not want any more, but none of the objects of their kinds: the library installs anew only what its
// inventory does not have.
func (h *Handler) removeLost(ctx context.Context, library library, found installation, wanted []provider) error {
	for _, p := range append(wanted[:len(wanted):len(wanted)], found.unwanted(wanted)...) {
		there, listed := p.find(found.inventory)
		lost := p.more == nil && !found.has(p.label)
		if !listed || !lost && p.version != "" && there.meta.Annotations[recordAnnotation] == p.record {
			continue
		}
		options := clusterctl.DeleteOptions{Kubeconfig: h.kubeconfig()}
		if p.kind == clusterctlv1.CoreProviderType {
			options.CoreProvider = p.name
		} else {
			deleteLists(&options).add(p, p.name)
		}
		if err := library.Delete(ctx, options); err != nil {
			return describe("remove what is left of "+p.title, err)
		}
	}
	return nil
}

// unwanted are the providers that kaaslab has added, and the lab file has no more. They have no version.
func (i installation) unwanted(wanted []provider) []provider {
	var gone []provider
	for _, there := range i.added(wanted) {
		for _, p := range wantedProviders(planner.ClusterAPI{Providers: []planner.ClusterAPIProvider{there}}) {
			if p.more != nil && !slices.ContainsFunc(wanted, func(w provider) bool { return w.label == p.label }) {
				p.version = ""
				gone = append(gone, p)
			}
		}
	}
	return gone
}

func (i installation) has(label string) bool {
	for _, d := range i.deployments {
		if componentOf(&d) == label {
			return true
		}
	}
	return false
}

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
