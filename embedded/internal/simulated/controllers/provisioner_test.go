package controllers

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/component-helpers/storage/volume"
	"k8s.io/utils/ptr"
)

func TestVolumesAreAsTheClaimAndItsClassWant(t *testing.T) {
	claim := &corev1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "data", UID: "u"}}
	claim.Spec.AccessModes = []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany}
	claim.Spec.VolumeMode = ptr.To(corev1.PersistentVolumeBlock)
	claim.Spec.Resources.Requests = corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("5Gi")}
	class := &storagev1.StorageClass{ObjectMeta: metav1.ObjectMeta{Name: "slow"}, ReclaimPolicy: ptr.To(corev1.PersistentVolumeReclaimRetain),
		MountOptions: []string{"ro"}}
	v := provided(claim, class, "rancher.io/local-path")
	if v.Spec.ClaimRef.UID != "u" || v.Spec.ClaimRef.Namespace != "shop" || v.Spec.StorageClassName != "slow" {
		t.Errorf("the volume is for %v of class %q", v.Spec.ClaimRef, v.Spec.StorageClassName)
	}
	size := v.Spec.Capacity[corev1.ResourceStorage]
	if v.Spec.PersistentVolumeReclaimPolicy != corev1.PersistentVolumeReclaimRetain || *v.Spec.VolumeMode != corev1.PersistentVolumeBlock ||
		v.Spec.AccessModes[0] != corev1.ReadWriteMany || len(v.Spec.MountOptions) != 1 || size.String() != "5Gi" {
		t.Errorf("the volume is %+v", v.Spec)
	}
	if v.Annotations[volume.AnnDynamicallyProvisioned] != "rancher.io/local-path" {
		t.Errorf("the volume is said to be of %q", v.Annotations[volume.AnnDynamicallyProvisioned])
	}
	class.ReclaimPolicy = nil
	if got := provided(claim, class, Provisioner).Spec.PersistentVolumeReclaimPolicy; got != corev1.PersistentVolumeReclaimDelete {
		t.Errorf("without a policy a volume is to %s, want Delete", got)
	}
}
