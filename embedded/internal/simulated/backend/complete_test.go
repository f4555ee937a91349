package backend

import (
	"context"
	"net"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
)

// TestDrainedNodesStayDrained is about the pods that the provider brings.
func TestDrainedNodesStayDrained(t *testing.T) {
	dns := &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: "coredns"}}
	if err := complete(context.Background(), nil, dns); err != nil {
		t.Fatal(err)
	}
	cordoned := corev1.Taint{Key: corev1.TaintNodeUnschedulable, Effect: corev1.TaintEffectNoSchedule}
	for _, toleration := range dns.Spec.Template.Spec.Tolerations {
		if toleration.Key == "" || toleration.Key == cordoned.Key {
			t.Errorf("pods of a Deployment tolerate that a node is cordoned: %+v", toleration)
		}
	}
}

func TestStaticPodsGoWithTheirNode(t *testing.T) {
	node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: "n", UID: "u"}}
	node.Status.NodeInfo.KubeletVersion = "v1.36.1"
	api := fake.NewClientBuilder().WithObjects(node).Build()
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "etcd-n", Labels: map[string]string{"component": "etcd"}}, Spec: corev1.PodSpec{NodeName: "n"}}
	if err := complete(context.Background(), api, pod); err != nil {
		t.Fatal(err)
	}
	if pod.Annotations[corev1.MirrorPodAnnotationKey] == "" {
		t.Error("a drain would evict the pod, which comes back at once")
	}
	if len(pod.OwnerReferences) != 1 || pod.OwnerReferences[0].UID != "u" {
		t.Errorf("owners are %v, want the node", pod.OwnerReferences)
	}
	pod.Spec.NodeName = "gone"
	if err := complete(context.Background(), api, pod); err == nil {
		t.Error("a pod of a node that is not there was completed")
	}
}

func TestNodesHaveAddressesThatNothingRoutes(t *testing.T) {
	_, measurements, err := net.ParseCIDR("198.18.0.0/15")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, name := range []string{"a", "b", "one-md-0-x", "one-md-0-y"} {
		node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: name}}
		completeNode(node)
		address := node.Status.Addresses[0].Address
		if !measurements.Contains(net.ParseIP(address)) || seen[address] {
			t.Errorf("node %s is at %s, seen before: %v", name, address, seen[address])
		}
		seen[address] = true
	}
}
