package labtest

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// AwaitPods waits until every Deployment, StatefulSet and DaemonSet of the cluster has rolled out: as many pods as it wants are
// ready and made as it says now. A wait that takes too long ends the test with what is missing; why pods are not ready is in the
// test's log.
func (c *Cluster) AwaitPods() {
	c.lab.t.Helper()
	c.lab.await("the pods of cluster "+c.Name, betweenLooks, func(ctx context.Context) (string, error) {
		missing, err := c.rollouts(ctx)
		return cmp.Or(words(err), strings.Join(missing, "; ")), nil
	})
}

// rollout is how far pods have come that are made alike.
type rollout struct {
	kind                         string
	of                           metav1.ObjectMeta
	observed                     int64
	pods, current, ready, wanted int32
}

// missing says what the rollout lacks, or nothing.
func (r rollout) missing() string {
	if r.observed >= r.of.Generation && r.pods == r.current && r.current >= r.wanted && r.ready >= r.wanted {
		return ""
	}
	return fmt.Sprintf("%s %s/%s wants %d pods, has %d, of which %d are ready and %d up to date",
		r.kind, r.of.Namespace, r.of.Name, r.wanted, r.pods, r.ready, r.current)
}

// rollouts lists what is missing of those of a cluster.
func (c *Cluster) rollouts(ctx context.Context) (missing []string, err error) {
	apps, all := c.Client.AppsV1(), metav1.ListOptions{}
	deployments, err := apps.Deployments("").List(ctx, all)
	if err != nil {
		return nil, err
	}
	sets, err := apps.StatefulSets("").List(ctx, all)
	if err != nil {
		return nil, err
	}
	daemons, err := apps.DaemonSets("").List(ctx, all)
	if err != nil {
		return nil, err
	}
	var found []rollout
	for i := range deployments.Items {
		found = append(found, ofDeployment(&deployments.Items[i]))
	}
	for i := range sets.Items {
		found = append(found, ofStatefulSet(&sets.Items[i]))
	}
	for i := range daemons.Items {
		found = append(found, ofDaemonSet(&daemons.Items[i]))
	}
	for _, r := range found {
		if text := r.missing(); text != "" {
			missing = append(missing, text)
		}
	}
	return missing, nil
}

func ofDeployment(d *appsv1.Deployment) rollout {
	s := &d.Status
	return rollout{"Deployment", d.ObjectMeta, s.ObservedGeneration, s.Replicas, s.UpdatedReplicas, s.ReadyReplicas, *d.Spec.Replicas}
}

func ofStatefulSet(set *appsv1.StatefulSet) rollout {
	s := &set.Status
	r := rollout{"StatefulSet", set.ObjectMeta, s.ObservedGeneration, s.Replicas, s.UpdatedReplicas, s.ReadyReplicas, *set.Spec.Replicas}
	staged := set.Spec.UpdateStrategy.RollingUpdate != nil && set.Spec.UpdateStrategy.RollingUpdate.Partition != nil && *set.Spec.UpdateStrategy.RollingUpdate.Partition > 0
	if staged || set.Spec.UpdateStrategy.Type == appsv1.OnDeleteStatefulSetStrategyType {
		r.current = r.pods // nobody brings the others up to date
	}
	return r
}

func ofDaemonSet(d *appsv1.DaemonSet) rollout {
	s := &d.Status
	r := rollout{"DaemonSet", d.ObjectMeta, s.ObservedGeneration, s.CurrentNumberScheduled, s.UpdatedNumberScheduled, s.NumberReady, s.DesiredNumberScheduled}
	if d.Spec.UpdateStrategy.Type == appsv1.OnDeleteDaemonSetStrategyType {
		r.current = r.pods
	}
	return r
}
