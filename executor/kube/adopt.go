package kube

import (
	"context"

	"k8s.io/apimachinery/pkg/types"

	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// Adopt marks an object as the lab's that somebody else made, and changes nothing else of it. The server refuses if another
// object took its name since it was read.
func (c *Client) Adopt(ctx context.Context, of Resource, seen Meta, lab *ownership.Lab) error {
	annotations := map[string]any{adoptedAnnotation: lab.Name()}
	for key, mark := range lab.Marks(of.markAdopted(seen)) {
		annotations[key] = mark
	}
	return c.mark(ctx, of, seen, map[string]any{"metadata": map[string]any{
		"uid":         seen.UID,
		"labels":      map[string]any{planner.LabLabel: lab.Name()},
		"annotations": annotations,
	}})
}

// Forget takes the marks off an object that was adopted, and makes the fields of its spec that are given here so.
func (c *Client) Forget(ctx context.Context, of Resource, seen Meta, spec map[string]any) error {
	change := map[string]any{"metadata": map[string]any{
		"uid":         seen.UID,
		"labels":      map[string]any{planner.LabLabel: nil},
		"annotations": map[string]any{adoptedAnnotation: nil, appliedAnnotation: nil, ownership.IDKey: nil, ownership.ObjectKey: nil},
	}}
	if spec != nil {
		change["spec"] = spec
	}
	return c.mark(ctx, of, seen, change)
}

func (c *Client) mark(ctx context.Context, of Resource, seen Meta, change map[string]any) error {
	return c.patch(ctx, types.MergePatchType, of, seen.Namespace, seen.Name, change, &Named{})
}
