package injection

import (
	"context"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/sets"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/nodes"
)

// breaker breaks and heals the objects of one cluster.
type breaker struct {
	objects client.Client
	now     time.Time
}

// settle breaks what is to be broken and heals all else. It returns the faults
// whose target is still there: one ends with what it was put on.
func (b *breaker) settle(ctx context.Context, active []Fault) (left []Fault, err error) {
	broken := sets.New[string]()
	for _, f := range active {
		there, err := b.impose(ctx, f)
		if err != nil {
			return nil, err
		}
		if there {
			left = append(left, f)
			broken.Insert(f.UID)
		}
	}
	if err := b.healNodes(ctx, broken); err != nil {
		return nil, err
	}
	return left, b.healPods(ctx, broken)
}

// impose tells whether there is something to break.
func (b *breaker) impose(ctx context.Context, f Fault) (bool, error) {
	switch f.Target {
	case Node:
		var node corev1.Node
		return b.on(ctx, f, &node, func() error { return b.breakNode(ctx, &node, f) })
	case Pod:
		var pod corev1.Pod
		return b.on(ctx, f, &pod, func() error { return b.breakPod(ctx, &pod, f) })
	case API:
		return true, nil
	}
	return false, nil
}

// on acts on exactly the object that the fault was put on.
func (b *breaker) on(ctx context.Context, f Fault, object client.Object, act func() error) (bool, error) {
	namespace, name, namespaced := strings.Cut(f.Name, "/")
	if !namespaced {
		namespace, name = "", f.Name
	}
	err := b.objects.Get(ctx, client.ObjectKey{Namespace: namespace, Name: name}, object)
	if client.IgnoreNotFound(err) != nil {
		return false, err
	}
	if err != nil || string(object.GetUID()) != f.UID || f.UID == "" {
		return false, nil
	}
	return true, client.IgnoreNotFound(act())
}

// mark labels an object as broken before it is, so that it is found and healed
// whatever happens in between.
func (b *breaker) mark(ctx context.Context, object client.Object, f Fault) error {
	if object.GetLabels()[nodes.BrokenLabel] == f.Kind {
		return nil
	}
	before := object.DeepCopyObject().(client.Object)
	labels := object.GetLabels()
	if labels == nil {
		labels = map[string]string{}
	}
	labels[nodes.BrokenLabel] = f.Kind
	object.SetLabels(labels)
	return b.objects.Patch(ctx, object, client.MergeFrom(before))
}

func (b *breaker) unmark(ctx context.Context, object client.Object) error {
	before := object.DeepCopyObject().(client.Object)
	labels := object.GetLabels()
	delete(labels, nodes.BrokenLabel)
	object.SetLabels(labels)
	return client.IgnoreNotFound(b.objects.Patch(ctx, object, client.MergeFrom(before)))
}
