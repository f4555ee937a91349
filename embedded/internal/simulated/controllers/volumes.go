package controllers

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/volume/ephemeral"
	"k8s.io/kubernetes/pkg/controller/volume/persistentvolume"
	"k8s.io/kubernetes/pkg/controller/volume/pvcprotection"
	"k8s.io/kubernetes/pkg/controller/volume/pvprotection"
	"k8s.io/utils/ptr"
)

const (
	// DefaultClass is the StorageClass of claims that name none.
	DefaultClass = "standard"
	// Provisioner is what it names. Nobody else's driver runs either, so that
	// classes with other provisioners are served as well.
	Provisioner = "simulated.kaaslab.dev"
	// rebind is how often claims look for volumes that somebody made.
	rebind = 15 * time.Second
)

// volumes binds claims to volumes, and makes volumes for those that want one.
func (c *Controllers) volumes(ctx context.Context) error {
	core, logger := c.full.Core().V1(), klog.FromContext(ctx)
	binder, err := persistentvolume.NewController(ctx, persistentvolume.ControllerParameters{
		KubeClient: c.kube, SyncPeriod: rebind, EnableDynamicProvisioning: true,
		VolumeInformer: core.PersistentVolumes(), ClaimInformer: core.PersistentVolumeClaims(), PodInformer: core.Pods(),
		NodeInformer: core.Nodes(), ClassInformer: c.full.Storage().V1().StorageClasses(),
	})
	if err != nil {
		return err
	}
	claims, err := pvcprotection.NewPVCProtectionController(logger, core.PersistentVolumeClaims(), core.Pods(), c.kube)
	if err != nil {
		return err
	}
	ephemerals, err := ephemeral.NewController(ctx, c.kube, core.Pods(), core.PersistentVolumeClaims())
	if err != nil {
		return err
	}
	c.loop(binder.Run)
	c.workers(claims.Run)
	c.workers(ephemerals.Run)
	c.workers(pvprotection.NewPVProtectionController(logger, core.PersistentVolumes(), c.kube).Run)
	if err := c.defaultClass(ctx); err != nil {
		return err
	}
	return c.provisioning()
}

// defaultClass is there from the start, as in most clusters. Somebody who has
// classes of their own has decided already.
func (c *Controllers) defaultClass(ctx context.Context) error {
	classes := c.kube.StorageV1().StorageClasses()
	found, err := classes.List(ctx, metav1.ListOptions{})
	if err != nil || len(found.Items) > 0 {
		return err
	}
	_, err = classes.Create(ctx, &storagev1.StorageClass{
		ObjectMeta:           metav1.ObjectMeta{Name: DefaultClass, Annotations: map[string]string{"storageclass.kubernetes.io/is-default-class": "true"}},
		Provisioner:          Provisioner,
		ReclaimPolicy:        ptr.To(corev1.PersistentVolumeReclaimDelete),
		VolumeBindingMode:    ptr.To(storagev1.VolumeBindingImmediate),
		AllowVolumeExpansion: ptr.To(true),
	}, metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("make the default StorageClass: %w", err)
	}
	return nil
}
