package injection

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/sets"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

// breakNode lets a kubelet say that it is not ready. That is seen at once, while
// a kubelet that says nothing is missed after a minute only.
func (b *breaker) breakNode(ctx context.Context, node *corev1.Node, f Fault) error {
	if err := b.mark(ctx, node, f); err != nil {
		return err
	}
	before := node.DeepCopy()
	for i := range node.Status.Conditions {
		c := &node.Status.Conditions[i]
		if c.Type != corev1.NodeReady || c.Status != corev1.ConditionTrue {
			continue
		}
		c.Status, c.Reason, c.Message = corev1.ConditionFalse, "KubeletNotReady", "broken on purpose by kaaslab break"
		c.LastTransitionTime = metav1.NewTime(b.now)
		return b.objects.Status().Patch(ctx, node, client.StrategicMergeFrom(before))
	}
	return nil
}

// healNodes lets the nodes that are not to be broken be made ready, as new ones are.
func (b *breaker) healNodes(ctx context.Context, broken sets.Set[string]) error {
	var all corev1.NodeList
	if err := b.objects.List(ctx, &all, client.HasLabels{nodes.BrokenLabel}); err != nil {
		return err
	}
	for i := range all.Items {
		if broken.Has(string(all.Items[i].UID)) {
			continue
		}
		if err := b.unmark(ctx, &all.Items[i]); err != nil {
			return err
		}
	}
	return nil
}
