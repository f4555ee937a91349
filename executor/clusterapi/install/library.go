package install

import (
	"context"
	"fmt"
	"path/filepath"

	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"
	"sigs.k8s.io/cluster-api/cmd/clusterctl/client/config"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// library is what is used of clusterctl.
type library interface {
	Init(ctx context.Context, options clusterctl.InitOptions) ([]clusterctl.Components, error)
	ApplyUpgrade(ctx context.Context, options clusterctl.ApplyUpgradeOptions) error
	Delete(ctx context.Context, options clusterctl.DeleteOptions) error
}

// openLibrary configures the library for one installation, in memory: nothing of the user's configuration is read. What it
// calls overrides is a directory of files that replace components; the one that is named does not exist.
func openLibrary(ctx context.Context, r repository, attrs planner.ClusterAPI, dir string) (clusterctl.Client, error) {
	from, err := r.source(ctx, attrs)
	if err != nil {
		return nil, err
	}
	reader := config.NewMemoryReader()
	if err := reader.Init(ctx, ""); err != nil {
		return nil, fmt.Errorf("configure the clusterctl library: %w", err)
	}
	wanted := wantedProviders(attrs)
	for _, p := range wanted {
		if from.providers[p.label] == "" {
			continue // one that the library knows
		}
		if _, err := reader.AddProvider(p.name, p.kind, from.providers[p.label]); err != nil {
			return nil, fmt.Errorf("configure the clusterctl library: %w", err)
		}
	}
	certManagerConfig, err := yaml.Marshal(map[string]string{"url": from.certManager, "version": from.certVersion})
	if err != nil {
		return nil, err
	}
	reader.Set("cert-manager", string(certManagerConfig))
	for name, value := range variables(attrs) {
		reader.Set(name, value)
	}
	reader.Set("overridesFolder", filepath.Join(dir, "overrides"))
	client, err := config.New(ctx, "", config.InjectReader(reader))
	if err != nil {
		return nil, fmt.Errorf("configure the clusterctl library: %w", err)
	}
	for _, p := range wanted {
		if _, err := client.Providers().Get(p.name, p.kind); err != nil {
			return nil, executor.Final(fault.Errorf(fault.ProviderRepository, "clusterctl knows no %s; correct its name, or say in url where it is", p.title))
		}
	}
	return clusterctl.New(ctx, "", clusterctl.InjectConfig(client))
}
