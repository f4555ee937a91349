package nodes

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// SizeAnnotation of a Machine, and of its Node, says how large it is, as
// "cpu=4,memory=8Gi". Cluster API brings it from the one to the other.
const SizeAnnotation = "kaaslab.dev/machine"

// Capacity is what a node offers to pods: what its size says, and an ordinary
// machine's otherwise.
func Capacity(size string) corev1.ResourceList {
	offers := corev1.ResourceList{
		corev1.ResourceCPU:              resource.MustParse("4"),
		corev1.ResourceMemory:           resource.MustParse("8Gi"),
		corev1.ResourceEphemeralStorage: resource.MustParse("100Gi"),
		corev1.ResourcePods:             resource.MustParse("110"),
	}
	for part := range strings.SplitSeq(size, ",") {
		name, value, _ := strings.Cut(part, "=")
		if _, known := offers[corev1.ResourceName(name)]; !known {
			continue
		}
		if quantity, err := resource.ParseQuantity(value); err == nil && quantity.Sign() > 0 {
			offers[corev1.ResourceName(name)] = quantity
		}
	}
	return offers
}
