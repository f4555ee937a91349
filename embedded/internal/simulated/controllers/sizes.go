package controllers

import (
	"context"
	"maps"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

// sizes lets nodes grow and shrink with their machines. What runs on a node that
// became too small stays there, as under a kubelet; the scheduler adds nothing.
func (c *Controllers) sizes(context.Context) error {
	all := c.full.Core().V1().Nodes()
	queue := newQueue("change the size of a node", func(ctx context.Context, name string) error {
		node, err := all.Lister().Get(name)
		if err != nil || fits(node) {
			return ifThere(err)
		}
		changed := node.DeepCopy()
		maps.Copy(changed.Status.Capacity, nodes.Capacity(node.Annotations[nodes.SizeAnnotation]))
		maps.Copy(changed.Status.Allocatable, nodes.Capacity(node.Annotations[nodes.SizeAnnotation]))
		_, err = c.kube.CoreV1().Nodes().UpdateStatus(ctx, changed, metav1.UpdateOptions{})
		return ifThere(err)
	})
	if err := queue.watch(all.Informer()); err != nil {
		return err
	}
	c.loop(queue.run)
	return nil
}

// fits tells whether a node has the size that it should. Nodes without one are
// left alone: somebody may have given them what no machine has.
func fits(node *corev1.Node) bool {
	size, said := node.Annotations[nodes.SizeAnnotation]
	if !said || node.Status.Capacity == nil || node.Status.Allocatable == nil {
		return true
	}
	for name, want := range nodes.Capacity(size) {
		if !equality.Semantic.DeepEqual(node.Status.Capacity[name], want) {
			return false
		}
	}
	return true
}
