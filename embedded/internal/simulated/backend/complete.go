package backend

import (
	"context"
	"fmt"
	"hash/fnv"
	"net"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

// complete makes of the provider's outline what kubeadm or a kubelet would make.
func complete(ctx context.Context, api client.Reader, o client.Object) error {
	switch o := o.(type) {
	case *corev1.Node:
		completeNode(o)
	case *corev1.Pod:
		return completeStaticPod(ctx, api, o)
	case *appsv1.DaemonSet:
		labels := map[string]string{"k8s-app": o.Name}
		o.Spec.Selector = &metav1.LabelSelector{MatchLabels: labels}
		o.Spec.Template.Labels = labels
		completeSystemPods(&o.Spec.Template.Spec, everywhere)
	case *appsv1.Deployment:
		labels := map[string]string{"k8s-app": "kube-dns"}
		o.Spec.Replicas = ptr.To[int32](2)
		o.Spec.Selector = &metav1.LabelSelector{MatchLabels: labels}
		o.Spec.Template.Labels = labels
		completeSystemPods(&o.Spec.Template.Spec, onControlPlanes)
	}
	return nil
}

// completeNode makes it the node of a machine of its size. Without
// conditions it is new: whoever simulates the kubelet makes it ready.
func completeNode(n *corev1.Node) {
	if n.Labels == nil {
		n.Labels = map[string]string{}
	}
	n.Labels[corev1.LabelHostname], n.Labels[corev1.LabelOSStable], n.Labels[corev1.LabelArchStable] = n.Name, "linux", "amd64"
	n.Status.Conditions = nil
	n.Status.Capacity = nodes.Capacity(n.Annotations[nodes.SizeAnnotation])
	n.Status.Allocatable = n.Status.Capacity.DeepCopy()
	n.Status.Addresses = []corev1.NodeAddress{
		{Type: corev1.NodeInternalIP, Address: address(n.Name)},
		{Type: corev1.NodeHostName, Address: n.Name},
	}
}

// address is one of 198.18.0.0/15, which is reserved for measurements and which
// no network routes: nothing of this machine can be meant by it.
func address(node string) string {
	sum := fnv.New32a()
	sum.Write([]byte(node))
	s := sum.Sum32()
	return net.IPv4(198, byte(18+s>>16&1), byte(s>>8), byte(s)).String()
}

var (
	everywhere = []corev1.Toleration{{Operator: corev1.TolerationOpExists}}
	// onControlPlanes leaves out nodes that are cordoned: pods that come back
	// to a node which is drained hold up its machine for ever.
	onControlPlanes = []corev1.Toleration{
		{Key: "CriticalAddonsOnly", Operator: corev1.TolerationOpExists},
		{Key: "node-role.kubernetes.io/control-plane", Effect: corev1.TaintEffectNoSchedule},
	}
)

// completeStaticPod makes it a mirror pod: drains leave it where it is, and it
// goes with its node.
func completeStaticPod(ctx context.Context, api client.Reader, p *corev1.Pod) error {
	var node corev1.Node
	if err := api.Get(ctx, client.ObjectKey{Name: p.Spec.NodeName}, &node); err != nil {
		return fmt.Errorf("node of pod %s: %w", p.Name, err)
	}
	if p.Annotations == nil {
		p.Annotations = map[string]string{}
	}
	p.Annotations[corev1.MirrorPodAnnotationKey] = "simulated"
	p.OwnerReferences = []metav1.OwnerReference{{APIVersion: "v1", Kind: "Node", Name: node.Name, UID: node.UID, Controller: ptr.To(true)}}
	component := p.Labels["component"]
	p.Spec.HostNetwork = true
	p.Spec.Tolerations = everywhere
	p.Spec.PriorityClassName = "system-node-critical"
	p.Spec.Containers = []corev1.Container{{Name: component, Image: "registry.k8s.io/" + component + ":" + node.Status.NodeInfo.KubeletVersion}}
	p.Status = corev1.PodStatus{}
	return nil
}

func completeSystemPods(spec *corev1.PodSpec, tolerations []corev1.Toleration) {
	spec.Tolerations = tolerations
	spec.PriorityClassName = "system-node-critical"
}
