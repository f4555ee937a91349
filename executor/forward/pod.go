package forward

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// endpoint is a port of a pod.
type endpoint struct {
	pod  string
	port int
}

// find returns a ready pod of the Service and the port of it that the Service's port leads to.
func (f *Forward) find(ctx context.Context) (endpoint, error) {
	s := f.options.Service
	service, err := f.client.Services(s.Namespace).Get(ctx, s.Name, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		return endpoint{}, fault.Errorf(fault.PageUnreachable, "the cluster has no such Service (yet); `kaaslab status` shows whether the add-on is installed")
	case err != nil:
		return endpoint{}, err
	case len(service.Spec.Selector) == 0:
		return endpoint{}, fault.Errorf(fault.PageUnreachable, "the Service selects no pods; name one that does")
	}
	port, err := portOf(service, s.Port)
	if err != nil {
		return endpoint{}, err
	}
	selector := labels.SelectorFromSet(service.Spec.Selector).String()
	pods, err := f.client.Pods(s.Namespace).List(ctx, metav1.ListOptions{LabelSelector: selector})
	if err != nil {
		return endpoint{}, err
	}
	for i := range pods.Items {
		if isReady(&pods.Items[i]) {
			return endpointOf(&pods.Items[i], port)
		}
	}
	return endpoint{}, fault.Errorf(fault.PageUnreachable, "none of its %d pods is ready", len(pods.Items))
}

func portOf(service *corev1.Service, wanted int) (intstr.IntOrString, error) {
	var ports []int32
	for _, port := range service.Spec.Ports {
		if int(port.Port) != wanted {
			ports = append(ports, port.Port)
			continue
		}
		if port.TargetPort == (intstr.IntOrString{}) {
			return intstr.FromInt32(port.Port), nil
		}
		return port.TargetPort, nil
	}
	return intstr.IntOrString{}, fault.Errorf(fault.PageUnreachable, "the Service has no port %d; it has %v", wanted, ports)
}

func isReady(pod *corev1.Pod) bool {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodReady {
			return condition.Status == corev1.ConditionTrue && pod.DeletionTimestamp == nil
		}
	}
	return false
}

func endpointOf(pod *corev1.Pod, port intstr.IntOrString) (endpoint, error) {
	if port.Type == intstr.Int {
		return endpoint{pod.Name, port.IntValue()}, nil
	}
	for _, container := range pod.Spec.Containers {
		for _, named := range container.Ports {
			if named.Name == port.StrVal {
				return endpoint{pod.Name, int(named.ContainerPort)}, nil
			}
		}
	}
	return endpoint{}, fault.Errorf(fault.PageUnreachable, "pod %s has no port named %s", pod.Name, port.StrVal)
}
