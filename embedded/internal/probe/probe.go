// Package probe proves that the webhooks really take part in requests. That a
// server listens and a configuration exists is not enough: the API server takes
// new configurations up a moment later, and until then lets everything pass.
package probe

import (
	"context"
	"errors"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

const (
	interval = 50 * time.Millisecond
	patience = 2 * time.Minute
)

// Webhooks returns once every provider's webhooks and the conversion have been
// seen at work. Nothing is stored. When ctx ends first, the error names what
// was still missing. waiting is told what is being waited for.
func Webhooks(ctx context.Context, config *rest.Config, waiting func(string)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	for _, p := range proofs() {
		waiting(p.what)
		var missing error
		err := wait.PollUntilContextCancel(ctx, interval, true, func(ctx context.Context) (bool, error) {
			missing = p.try(ctx, client)
			return missing == nil, nil
		})
		if err != nil {
			return fmt.Errorf("wait for %s: %w", p.what, errors.Join(missing, err))
		}
	}
	return nil
}

// try creates the object as a dry run and judges the answer.
func (p proof) try(ctx context.Context, client dynamic.Interface) error {
	object := &unstructured.Unstructured{Object: p.object}
	object = object.DeepCopy()
	object.SetName("kaaslab-probe")
	object.SetNamespace(metav1.NamespaceDefault)
	gvr := object.GroupVersionKind().GroupVersion().WithResource(p.resource)
	got, err := client.Resource(gvr).Namespace(metav1.NamespaceDefault).
		Create(ctx, object, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
	return p.judge(got, err)
}
