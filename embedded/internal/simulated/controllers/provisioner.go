package controllers

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	storagelisters "k8s.io/client-go/listers/storage/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/component-helpers/storage/volume"
)

// provisioner is the storage of a simulated cluster: volumes that hold nothing.
// Upstream's binder tells it by an annotation which claims want one.
type provisioner struct {
	controllers *Controllers
	claims      corelisters.PersistentVolumeClaimLister
	volumes     corelisters.PersistentVolumeLister
	classes     storagelisters.StorageClassLister
}

func (c *Controllers) provisioning() error {
	core, classes := c.full.Core().V1(), c.full.Storage().V1().StorageClasses()
	p := provisioner{c, core.PersistentVolumeClaims().Lister(), core.PersistentVolumes().Lister(), classes.Lister()}
	claims, volumes := newQueue("provide a volume", p.provide), newQueue("remove a volume", p.remove)
	claims.known = []cache.InformerSynced{classes.Informer().HasSynced, core.PersistentVolumes().Informer().HasSynced}
	if err := claims.watch(core.PersistentVolumeClaims().Informer()); err != nil {
		return err
	}
	if err := volumes.watch(core.PersistentVolumes().Informer()); err != nil {
		return err
	}
	c.loop(claims.run)
	c.loop(volumes.run)
	return nil
}

// provide makes the volume of a claim, or makes it larger.
func (p provisioner) provide(ctx context.Context, name string) error {
	namespace, name, err := cache.SplitMetaNamespaceKey(name)
	if err != nil {
		return err
	}
	claim, err := p.claims.PersistentVolumeClaims(namespace).Get(name)
	if err != nil || claim.DeletionTimestamp != nil {
		return ifThere(err)
	}
	if claim.Spec.VolumeName != "" {
		return p.expand(ctx, claim)
	}
	by := claim.Annotations[volume.AnnStorageProvisioner]
	if by == "" {
		return nil // not asked for yet
	}
	class, err := p.classes.Get(volume.GetPersistentVolumeClaimClass(claim))
	if err != nil {
		return ifThere(err)
	}
	if waits(class) && claim.Annotations[volume.AnnSelectedNode] == "" {
		return nil // the scheduler has not chosen a node
	}
	_, err = p.controllers.kube.CoreV1().PersistentVolumes().Create(ctx, provided(claim, class, by), metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

func waits(class *storagev1.StorageClass) bool {
	return class.VolumeBindingMode != nil && *class.VolumeBindingMode == storagev1.VolumeBindingWaitForFirstConsumer
}

// provided is the volume of a claim. Its name is that of upstream's provisioners,
// and unique to the claim.
func provided(claim *corev1.PersistentVolumeClaim, class *storagev1.StorageClass, by string) *corev1.PersistentVolume {
	v := &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{
			Name:        "pvc-" + string(claim.UID),
			Annotations: map[string]string{volume.AnnDynamicallyProvisioned: by},
		},
		Spec: corev1.PersistentVolumeSpec{
			AccessModes:      claim.Spec.AccessModes,
			Capacity:         corev1.ResourceList{corev1.ResourceStorage: claim.Spec.Resources.Requests[corev1.ResourceStorage]},
			StorageClassName: class.Name,
			MountOptions:     class.MountOptions,
			VolumeMode:       claim.Spec.VolumeMode,
			ClaimRef: &corev1.ObjectReference{
				APIVersion: "v1", Kind: "PersistentVolumeClaim", Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID,
				ResourceVersion: claim.ResourceVersion,
			},
			PersistentVolumeSource: corev1.PersistentVolumeSource{
				CSI: &corev1.CSIPersistentVolumeSource{Driver: Provisioner, VolumeHandle: "pvc-" + string(claim.UID)},
			},
			PersistentVolumeReclaimPolicy: corev1.PersistentVolumeReclaimDelete,
		},
	}
	if class.ReclaimPolicy != nil {
		v.Spec.PersistentVolumeReclaimPolicy = *class.ReclaimPolicy
	}
	return v
}

// expand follows a claim that asks for more than it has. The API server lets a
// claim grow only if its class allows it.
func (p provisioner) expand(ctx context.Context, claim *corev1.PersistentVolumeClaim) error {
	want, has := claim.Spec.Resources.Requests[corev1.ResourceStorage], claim.Status.Capacity[corev1.ResourceStorage]
	of, err := p.volumes.Get(claim.Spec.VolumeName)
	if err != nil || claim.Status.Phase != corev1.ClaimBound || of.Annotations[volume.AnnDynamicallyProvisioned] == "" || want.Cmp(has) <= 0 {
		return ifThere(err)
	}
	if size := of.Spec.Capacity[corev1.ResourceStorage]; size.Cmp(want) < 0 {
		larger := of.DeepCopy()
		larger.Spec.Capacity[corev1.ResourceStorage] = want
		if _, err := p.controllers.kube.CoreV1().PersistentVolumes().Update(ctx, larger, metav1.UpdateOptions{}); err != nil {
			return err
		}
	}
	grown := claim.DeepCopy()
	grown.Status.Capacity[corev1.ResourceStorage] = want
	_, err = p.controllers.kube.CoreV1().PersistentVolumeClaims(claim.Namespace).UpdateStatus(ctx, grown, metav1.UpdateOptions{})
	return err
}

// remove removes a volume that was made for a claim which is gone.
func (p provisioner) remove(ctx context.Context, name string) error {
	of, err := p.volumes.Get(name)
	if err != nil || of.DeletionTimestamp != nil {
		return ifThere(err)
	}
	if of.Status.Phase != corev1.VolumeReleased || of.Spec.PersistentVolumeReclaimPolicy != corev1.PersistentVolumeReclaimDelete ||
		of.Annotations[volume.AnnDynamicallyProvisioned] == "" {
		return nil
	}
	err = p.controllers.kube.CoreV1().PersistentVolumes().Delete(ctx, name, metav1.DeleteOptions{Preconditions: metav1.NewUIDPreconditions(string(of.UID))})
	return ifThere(err)
}

// ifThere takes what is not there for done: whoever comes later is told anew.
func ifThere(err error) error {
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
