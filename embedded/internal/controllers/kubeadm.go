package controllers

import (
	"context"
	"fmt"
	"time"

	"go.etcd.io/etcd/client/pkg/v3/logutil"
	"go.uber.org/zap/zapcore"
	"sigs.k8s.io/controller-runtime/pkg/controller"

	"sigs.k8s.io/cluster-api/bootstrap/kubeadm/reconcilers/kubeadmconfig"
	"sigs.k8s.io/cluster-api/controlplane/kubeadm/pkg/etcd"
	"sigs.k8s.io/cluster-api/controlplane/kubeadm/reconcilers/kubeadmcontrolplane"
)

const etcdDialTimeout = 10 * time.Second

// setupKubeadm adds the bootstrap and the control plane provider.
func setupKubeadm(ctx context.Context, s shared) error {
	bootstrap := &kubeadmconfig.Reconciler{
		Client:              s.client,
		SecretCachingClient: s.secrets,
		APIReader:           s.reader,
		ClusterCache:        s.remote,
		TokenTTL:            kubeadmconfig.DefaultTokenTTL,
	}
	if err := bootstrap.SetupWithManager(ctx, s.manager, workers()); err != nil {
		return fmt.Errorf("KubeadmConfig controller: %w", err)
	}
	logger, err := logutil.CreateDefaultZapLogger(zapcore.ErrorLevel)
	if err != nil {
		return fmt.Errorf("logger of the workload clusters' etcd clients: %w", err)
	}
	controlPlane := &kubeadmcontrolplane.Reconciler{
		Client:                      s.client,
		APIReader:                   s.reader,
		SecretCachingClient:         s.secrets,
		ClusterCache:                s.remote,
		EtcdDialTimeout:             etcdDialTimeout,
		EtcdCallTimeout:             etcd.DefaultCallTimeout,
		EtcdLogger:                  logger,
		RemoteConditionsGracePeriod: remoteConditionsGrace,
	}
	err = controlPlane.SetupWithManager(ctx, s.manager, controller.Options{
		MaxConcurrentReconciles: workersEach,
		// One pass may dial every etcd member of a control plane in turn.
		ReconciliationTimeout: 3 * time.Minute,
	})
	if err != nil {
		return fmt.Errorf("KubeadmControlPlane controller: %w", err)
	}
	return nil
}
