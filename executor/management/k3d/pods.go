package k3d

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// fromBefore says what the API server has as it was before its nodes were started, or nothing. Until the kubelet has said what
// became of them, all pods are as ready as they were, and with them Cluster API and whatever else runs there.
func (h *Handler) fromBefore(ctx context.Context, kubeconfig []byte, s sight) (string, error) {
	pods, err := list[corev1.Pod](ctx, h, kubeconfig, "/api/v1/pods")
	if err != nil {
		return "", err
	}
	started := s.started()
	for i := range pods {
		pod := &pods[i]
		if at, known := started[pod.Spec.NodeName]; known && isFromBefore(pod, at) {
			return fmt.Sprintf("node %s has not said what became of pod %s/%s since it was started", pod.Spec.NodeName, pod.Namespace, pod.Name), nil
		}
	}
	return h.boasts(ctx, kubeconfig, pods)
}

// list reads the objects of a kind, which have a path at the API server.
func list[T any](ctx context.Context, h *Handler, kubeconfig []byte, path string) ([]T, error) {
	answer, err := h.ask(ctx, kubeconfig, http.MethodGet, path)
	if err != nil {
		return nil, err
	}
	var found struct{ Items []T }
	if err := json.Unmarshal(answer, &found); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return found.Items, nil
}

// started is when each node was started, by its name.
func (s sight) started() map[string]time.Time {
	times := map[string]time.Time{}
	for _, node := range s.nodes() {
		if at, err := time.Parse(time.RFC3339Nano, node.State.StartedAt); err == nil && node.State.Running {
			times[strings.TrimPrefix(node.Name, "/")] = at
		}
	}
	return times
}

// isFromBefore reports whether a pod is said to be ready, and none of its containers was started since.
func isFromBefore(pod *corev1.Pod, start time.Time) bool {
	return isReady(pod) && !slices.ContainsFunc(pod.Status.ContainerStatuses, func(c corev1.ContainerStatus) bool {
		return c.State.Running != nil && !c.State.Running.StartedAt.Time.Before(start.Truncate(time.Second)) // which is in whole seconds
	})
}

func isReady(pod *corev1.Pod) bool {
	return slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}
