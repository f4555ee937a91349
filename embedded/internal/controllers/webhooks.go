package controllers

import (
	"fmt"

	ctrl "sigs.k8s.io/controller-runtime"

	bootstrapadmission "sigs.k8s.io/cluster-api/bootstrap/kubeadm/webhooks/admission"
	controlplaneadmission "sigs.k8s.io/cluster-api/controlplane/kubeadm/webhooks/admission"
	controlplaneconversion "sigs.k8s.io/cluster-api/controlplane/kubeadm/webhooks/conversion"
	coreadmission "sigs.k8s.io/cluster-api/core/webhooks/admission"
	coreconversion "sigs.k8s.io/cluster-api/core/webhooks/conversion"
	infrawebhooks "sigs.k8s.io/cluster-api/test/infrastructure/docker/webhooks"
)

// hook is what every admission webhook of Cluster API has.
type hook interface {
	SetupWebhookWithManager(mgr ctrl.Manager) error
}

func setupWebhooks(s shared) error {
	// Old versions carry the version of the kinds they refer to, new ones do
	// not, so conversion has to look it up.
	coreconversion.SetAPIVersionGetter(apiVersions(s.client))
	controlplaneconversion.SetAPIVersionGetter(apiVersions(s.client))
	for _, h := range hooks(s) {
		if err := h.SetupWebhookWithManager(s.manager); err != nil {
			return fmt.Errorf("webhook %T: %w", h, err)
		}
	}
	return nil
}

func hooks(s shared) []hook {
	return []hook{
		&coreadmission.Cluster{Client: s.client, ClusterCacheReader: s.remote},
		&coreadmission.ClusterClass{Client: s.client},
		&coreadmission.ClusterResourceSet{},
		&coreadmission.ClusterResourceSetBinding{},
		&coreadmission.ExtensionConfig{},
		&coreadmission.IPAddress{Client: s.reader},
		&coreadmission.IPAddressClaim{},
		&coreadmission.Machine{},
		&coreadmission.MachineDeployment{},
		&coreadmission.MachineDrainRule{},
		&coreadmission.MachineHealthCheck{},
		&coreadmission.MachinePool{},
		&coreadmission.MachineSet{},
		&bootstrapadmission.KubeadmConfig{},
		&bootstrapadmission.KubeadmConfigTemplate{},
		&controlplaneadmission.KubeadmControlPlane{},
		&controlplaneadmission.KubeadmControlPlaneTemplate{},
		&controlplaneadmission.ScaleValidator{Client: s.client},
		&infrawebhooks.DevCluster{},
		&infrawebhooks.DevClusterTemplate{},
		&infrawebhooks.DevMachine{},
		&infrawebhooks.DevMachineTemplate{},
	}
}
