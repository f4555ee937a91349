package main

import (
	"context"
	"maps"

	"github.com/kaaslab/kaaslab/cmd/kaaslab/internal/view"
	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/capi"
	"github.com/kaaslab/kaaslab/executor/embedded"
	"github.com/kaaslab/kaaslab/executor/existing"
	"github.com/kaaslab/kaaslab/executor/host"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/sveltos"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/statedir"
)

// newAdapters joins the adapters for a lab. It is the only place that names them. The kinds of a lab on Docker are
// missing: the plan of such a lab says so.
func newAdapters(lab *spec.Lab, dir statedir.Dir) *adapters {
	local := embedded.NewHandler(dir, embedded.Options{Version: version})
	access, kubeconfig := reach(lab, local)
	handlers := executor.Handlers{
		planner.KindSysctl:            host.NewSysctls(),
		planner.KindManagementCluster: providers{spec.ProviderEmbedded: local, spec.ProviderExisting: existing.NewHandler()},
		planner.KindObject:            kube.NewObjects(access, lab.Name),
		planner.KindKubeconfig:        host.NewKubeconfigs(dir, kubeconfig, capi.NewKubeconfigs(access)),
	}
	maps.Copy(handlers, capi.New(access, lab.Name))
	maps.Copy(handlers, sveltos.New(access, lab.Name))
	return &adapters{handlers: handlers, providers: installed(access), matches: sveltos.Matching}
}

// reach returns the ways into the management cluster: for kaaslab, and for the file that people get.
func reach(lab *spec.Lab, local *embedded.Handler) (*kube.Access, host.Management) {
	m := lab.ManagementCluster
	if m.Provider == spec.ProviderExisting {
		access := kube.NewAccess(kube.Options{Kubeconfig: m.Kubeconfig, Context: m.Context})
		return access, func(context.Context) ([]byte, error) { return existing.Kubeconfig(m.Kubeconfig, m.Context) }
	}
	return kube.NewAccess(kube.Options{Kubeconfig: local.Kubeconfig(), Context: m.Name}), local.ManagementKubeconfig
}

func installed(access *kube.Access) func(context.Context) ([]view.ProviderStatus, error) {
	return func(ctx context.Context) ([]view.ProviderStatus, error) {
		found, err := capi.Providers(ctx, access)
		status := make([]view.ProviderStatus, len(found))
		for i, p := range found {
			status[i] = view.ProviderStatus{Name: p.Name, Type: p.Type, Version: p.Version}
		}
		return status, err
	}
}
