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

// Operation is one of a JSON patch (RFC 6902).
type Operation struct {
	// Op is what is done: test, remove, add or replace.
	Op string `json:"op"`
	// Path is a JSON pointer to a field, with ~1 for a slash in a name.
	Path string `json:"path"`
	// Value is what the field is tested for, or made; a removal has none.
	Value any `json:"value,omitempty"`
}

// Change changes single fields of an object that is there, all or none. The server refuses if another object took its name.
func (c *Client) Change(ctx context.Context, of Resource, seen Meta, operations []Operation) error {
	same := Operation{Op: "test", Path: "/metadata/uid", Value: seen.UID}
	return c.patch(ctx, types.JSONPatchType, of, seen.Namespace, seen.Name, append([]Operation{same}, operations...), &Named{})
}

func (c *Client) mark(ctx context.Context, of Resource, seen Meta, change map[string]any) error {
	return c.patch(ctx, types.MergePatchType, of, seen.Namespace, seen.Name, change, &Named{})
}

// mark is the name of an object that its mark has: that of the kind, whatever its version, of the namespace and of the
// object. The mark of what was adopted is bound to the object itself, for somebody else may make it again.
func (r Resource) mark(namespace, name string, live Meta) string {
	if live.Adopted() {
		return r.markAdopted(live)
	}
	text := r.Kind
	if r.Group != "" {
		text += "." + r.Group
	}
	if r.Namespaced {
		return text + " " + namespace + "/" + name
	}
	return text + " " + name
}

func (r Resource) markAdopted(live Meta) string {
	return r.mark(live.Namespace, live.Name, Meta{}) + " " + live.UID
}

// Whose says whose an object of the kind is. kaaslab's own field owner, which no copy has by chance, proves what kaaslab
// made; what it took over has another field owner, and a mark with the UID instead.
func (r Resource) Whose(live Meta, lab *ownership.Lab) ownership.Whose {
	return lab.Judge(ownership.Claim{
		Lab: live.Labels[planner.LabLabel], ID: live.Annotations[ownership.IDKey], Object: live.Annotations[ownership.ObjectKey],
		Proven: live.Applied() || live.Adopted(),
	}, r.mark(live.Namespace, live.Name, live))
}
