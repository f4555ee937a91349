package injection

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

// How long a kubelet waits before it starts a container again that has crashed.
const (
	firstBackOff = 10 * time.Second
	mostBackOff  = 5 * time.Minute
)

// breakPod lets the containers of a pod be as a kubelet would report them.
func (b *breaker) breakPod(ctx context.Context, pod *corev1.Pod, f Fault) error {
	if err := b.mark(ctx, pod, f); err != nil {
		return err
	}
	before := pod.DeepCopy()
	if f.Kind == ImageMissing {
		pod.Status.Phase = corev1.PodPending
	}
	pod.Status.ContainerStatuses = b.containers(pod, f.Kind)
	for _, kind := range []corev1.PodConditionType{corev1.PodReady, corev1.ContainersReady} {
		b.deny(pod, kind)
	}
	if equality.Semantic.DeepEqual(before.Status, pod.Status) {
		return nil
	}
	return b.objects.Status().Patch(ctx, pod, client.MergeFrom(before))
}

func (b *breaker) containers(pod *corev1.Pod, kind string) []corev1.ContainerStatus {
	before := map[string]corev1.ContainerStatus{}
	for _, c := range pod.Status.ContainerStatuses {
		before[c.Name] = c
	}
	var all []corev1.ContainerStatus
	for _, c := range pod.Spec.Containers {
		status := corev1.ContainerStatus{Name: c.Name, Image: c.Image, RestartCount: before[c.Name].RestartCount}
		if kind == ImageMissing {
			status.State.Waiting = &corev1.ContainerStateWaiting{
				Reason: "ImagePullBackOff", Message: fmt.Sprintf("Back-off pulling image %q: broken on purpose by kaaslab break", c.Image),
			}
		} else {
			status = b.crash(status, before[c.Name])
		}
		all = append(all, status)
	}
	return all
}

// crash counts a further restart when a kubelet would have tried one.
func (b *breaker) crash(status, before corev1.ContainerStatus) corev1.ContainerStatus {
	last := before.LastTerminationState.Terminated
	if last == nil || before.State.Running != nil || !b.now.Before(last.FinishedAt.Add(backOff(before.RestartCount))) {
		status.RestartCount++
		ended := metav1.NewTime(b.now)
		last = &corev1.ContainerStateTerminated{ExitCode: 1, Reason: "Error", StartedAt: ended, FinishedAt: ended}
	}
	status.LastTerminationState.Terminated = last
	status.State.Waiting = &corev1.ContainerStateWaiting{
		Reason:  "CrashLoopBackOff",
		Message: fmt.Sprintf("back-off %v restarting failed container=%s: broken on purpose by kaaslab break", backOff(status.RestartCount), status.Name),
	}
	return status
}

// backOff doubles with each restart.
func backOff(restarts int32) time.Duration {
	wait := firstBackOff
	for i := int32(1); i < restarts && wait < mostBackOff; i++ {
		wait *= 2
	}
	return min(wait, mostBackOff)
}

func (b *breaker) deny(pod *corev1.Pod, kind corev1.PodConditionType) {
	for i := range pod.Status.Conditions {
		c := &pod.Status.Conditions[i]
		if c.Type == kind && c.Status != corev1.ConditionFalse {
			c.Status, c.Reason, c.LastTransitionTime = corev1.ConditionFalse, "ContainersNotReady", metav1.NewTime(b.now)
		}
	}
}

// healPods lets the containers of pods run that are not to be broken.
func (b *breaker) healPods(ctx context.Context, broken sets.Set[string]) error {
	var all corev1.PodList
	if err := b.objects.List(ctx, &all, client.HasLabels{nodes.BrokenLabel}); err != nil {
		return err
	}
	for i := range all.Items {
		pod := &all.Items[i]
		if broken.Has(string(pod.UID)) {
			continue
		}
		before := pod.DeepCopy()
		b.run(pod)
		err := b.objects.Status().Patch(ctx, pod, client.MergeFrom(before))
		if client.IgnoreNotFound(err) != nil {
			return err
		}
		if err := b.unmark(ctx, pod); err != nil {
			return err
		}
	}
	return nil
}

// run starts the containers where they were, with the addresses and the count of
// restarts that they have. A pod that never ran is started as all new ones are.
func (b *breaker) run(pod *corev1.Pod) {
	if pod.Status.PodIP == "" {
		pod.Status.Phase = corev1.PodPending
		return
	}
	pod.Status.Phase = corev1.PodRunning
	for i := range pod.Status.ContainerStatuses {
		c := &pod.Status.ContainerStatuses[i]
		c.Ready, c.Started = true, ptr.To(true)
		c.State = corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: metav1.NewTime(b.now)}}
	}
	for i := range pod.Status.Conditions {
		c := &pod.Status.Conditions[i]
		if c.Type == corev1.PodReady || c.Type == corev1.ContainersReady {
			c.Status, c.Reason, c.LastTransitionTime = corev1.ConditionTrue, "", metav1.NewTime(b.now)
		}
	}
}
