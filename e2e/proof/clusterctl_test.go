package proof

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"k8s.io/klog/v2"
	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"
	"sigs.k8s.io/cluster-api/cmd/clusterctl/client/config"
	"sigs.k8s.io/cluster-api/cmd/clusterctl/log"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/yaml"

	clusterctlv1 "sigs.k8s.io/cluster-api/cmd/clusterctl/api/v1alpha3"

	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
)

// initProviders installs Cluster API from a repository, and waits for it.
func initProviders(ctx context.Context, repository, kubeconfig string) error {
	logger := klog.Background()
	log.SetLogger(logger)
	ctrl.SetLogger(logger)
	// The library also asks the environment.
	os.Setenv("CLUSTER_TOPOLOGY", "true")
	reader, err := providersIn(ctx, repository)
	if err != nil {
		return err
	}
	settings, err := config.New(ctx, "", config.InjectReader(reader))
	if err != nil {
		return err
	}
	library, err := clusterctl.New(ctx, "", clusterctl.InjectConfig(settings))
	if err != nil {
		return err
	}
	_, err = library.Init(ctx, clusterctl.InitOptions{
		Kubeconfig:              clusterctl.Kubeconfig{Path: kubeconfig},
		CoreProvider:            "cluster-api:" + imageset.ClusterAPI,
		BootstrapProviders:      []string{"kubeadm:" + imageset.ClusterAPI},
		ControlPlaneProviders:   []string{"kubeadm:" + imageset.ClusterAPI},
		InfrastructureProviders: []string{"docker:" + imageset.ClusterAPI},
		WaitProviders:           true,
		WaitProviderTimeout:     5 * time.Minute,
	})
	return err
}

func providersIn(ctx context.Context, repository string) (*config.MemoryReader, error) {
	reader := config.NewMemoryReader()
	if err := reader.Init(ctx, ""); err != nil {
		return nil, err
	}
	address := func(label, version, file string) string {
		return "file://" + filepath.Join(repository, label, version, file)
	}
	for _, p := range []struct {
		name, label, file string
		kind              clusterctlv1.ProviderType
	}{
		{"cluster-api", "cluster-api", "core-components.yaml", clusterctlv1.CoreProviderType},
		{"kubeadm", "bootstrap-kubeadm", "bootstrap-components.yaml", clusterctlv1.BootstrapProviderType},
		{"kubeadm", "control-plane-kubeadm", "control-plane-components.yaml", clusterctlv1.ControlPlaneProviderType},
		{"docker", "infrastructure-docker", "infrastructure-components-development.yaml", clusterctlv1.InfrastructureProviderType},
	} {
		if _, err := reader.AddProvider(p.name, p.kind, address(p.label, imageset.ClusterAPI, p.file)); err != nil {
			return nil, err
		}
	}
	certManager, err := yaml.Marshal(map[string]string{
		"url": address("cert-manager", imageset.CertManager, "cert-manager.yaml"), "version": imageset.CertManager,
	})
	if err != nil {
		return nil, err
	}
	reader.Set("cert-manager", string(certManager))
	reader.Set("CLUSTER_TOPOLOGY", "true")
	reader.Set("overridesFolder", filepath.Join(repository, "no-overrides"))
	return reader, nil
}
