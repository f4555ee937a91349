package k3d

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// workload is what a Deployment, a StatefulSet or a DaemonSet says of its pods.
type workload struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Selector *metav1.LabelSelector `json:"selector"`
	} `json:"spec"`
	Status struct {
		ReadyReplicas int `json:"readyReplicas"`
		NumberReady   int `json:"numberReady"`
	} `json:"status"`
}

// boasts says which workload has more ready pods by its status than there are, or nothing. After a start, statuses are of before
// until their controller has come to them. One that has too few in its status is no sign of that: selectors may overlap.
func (h *Handler) boasts(ctx context.Context, kubeconfig []byte, pods []corev1.Pod) (string, error) {
	for _, kind := range []struct{ name, resource string }{{"Deployment", "deployments"}, {"StatefulSet", "statefulsets"}, {"DaemonSet", "daemonsets"}} {
		workloads, err := list[workload](ctx, h, kubeconfig, "/apis/apps/v1/"+kind.resource)
		if err != nil {
			return "", err
		}
		for i := range workloads {
			w := &workloads[i]
			if said, are := w.Status.ReadyReplicas+w.Status.NumberReady, w.ready(pods); said > are {
				return fmt.Sprintf("the status of %s %s/%s is old: it has %d ready pods, and says %d", kind.name, w.Namespace, w.Name, are, said), nil
			}
		}
	}
	return "", nil
}

// ready is how many of the pods are the workload's and ready.
func (w *workload) ready(pods []corev1.Pod) int {
	selector, err := metav1.LabelSelectorAsSelector(w.Spec.Selector)
	if err != nil {
		return 0
	}
	count := 0
	for i := range pods {
		if pod := &pods[i]; pod.Namespace == w.Namespace && isReady(pod) && selector.Matches(labels.Set(pod.Labels)) {
			count++
		}
	}
	return count
}
