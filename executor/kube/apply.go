package kube

import (
	"context"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// ForeignError is the refusal to change or delete an object that the lab does not own.
type ForeignError struct {
	Object string
	ownership.Whose
	Lab string
}

// Error says who owns the object and what can be done about it.
func (e *ForeignError) Error() string {
	owner := "does not belong to a lab"
	switch {
	case e.Claims:
		owner = "belongs to " + e.Owner
	case e.Owner != ownership.AnotherOwner:
		owner = "belongs to lab " + e.Owner
	}
	return fmt.Sprintf("%s is there and %s, not to lab %s; give it another name in the lab file, or remove what is there if it is yours and not needed",
		e.Object, owner, e.Lab)
}

// Foreign tells callers that know nothing of Kubernetes that this is a refusal for the sake of ownership.
func (e *ForeignError) Foreign() bool { return true }

// FaultCode implements fault.Coded.
func (*ForeignError) FaultCode() fault.Code { return fault.BelongsToOthers }

// goingError is about an object that cannot be changed any more. It will be gone soon.
type goingError struct{ object string }

func (e goingError) Error() string {
	return e.object + " is being deleted; it can be made again when it is gone"
}

// Outlook says that it can be made again soon.
func (goingError) Outlook() executor.Outlook { return executor.Passing }

// FaultCode implements fault.Coded.
func (goingError) FaultCode() fault.Code { return fault.GoneMeanwhile }

// never is a version that no object has. An apply with it makes an object, and is refused by the server if one is there.
const never = "1"

// Apply makes the fields of the object in the server what they are here, and marks it as the lab's. Fields that an earlier
// apply set and this one does not have are removed. An object that the lab does not own is refused, also one that appeared
// since Apply looked.
func (c *Client) Apply(ctx context.Context, of Resource, object Object, lab *ownership.Lab) (Meta, error) {
	live, err := c.owned(ctx, of, object.Namespace(), object.Name(), lab)
	if err != nil {
		return Meta{}, err
	}
	if live.DeletionTimestamp != "" {
		return Meta{}, goingError{of.Describe(live.Namespace, live.Name)}
	}
	return c.applyOver(ctx, live, of, object, lab)
}

// ApplyNew is Apply of an object that was not there when somebody looked last, by one request. One that is there by now, the
// server refuses to make, and Apply takes a look at it.
func (c *Client) ApplyNew(ctx context.Context, of Resource, object Object, lab *ownership.Lab) (Meta, error) {
	meta, err := c.applyOver(ctx, Meta{}, of, object, lab)
	if IsConflict(err) {
		return c.Apply(ctx, of, object, lab)
	}
	return meta, err
}

// applyOver applies over what was read, or over nothing.
func (c *Client) applyOver(ctx context.Context, live Meta, of Resource, object Object, lab *ownership.Lab) (Meta, error) {
	digest := digestOf(object, lab.Name())
	object = object.With(map[string]string{planner.LabLabel: lab.Name()}, lab.Marks(of.mark(object.Namespace(), object.Name(), live)))
	object = object.With(nil, map[string]string{appliedAnnotation: digest})
	if live.UID != "" {
		// The server refuses if the object was replaced by another since it was read.
		object.Map("metadata")["uid"] = live.UID
	} else {
		object.Map("metadata")["resourceVersion"] = never
	}
	var applied Named
	err := c.patch(ctx, types.ApplyPatchType, of, object.Namespace(), object.Name(), object, &applied)
	return applied.Metadata, err
}

// Delete asks for the object to be removed. One that is not there is no error, one that the lab does not own is.
func (c *Client) Delete(ctx context.Context, of Resource, namespace, name string, lab *ownership.Lab) error {
	live, err := c.owned(ctx, of, namespace, name, lab)
	if err != nil || live.UID == "" || live.DeletionTimestamp != "" {
		return err
	}
	return c.DeleteExactly(ctx, of, live)
}

// Annotate adds annotations to exactly this object, whoever owns it, and not to one that took its name.
func (c *Client) Annotate(ctx context.Context, of Resource, live Meta, annotations map[string]string) error {
	addition := map[string]any{"metadata": map[string]any{"uid": live.UID, "annotations": annotations}}
	return c.patch(ctx, types.MergePatchType, of, live.Namespace, live.Name, addition, &Named{})
}

// AnnotateAsRead is Annotate of an object that nobody has changed since it was read; the error is one of IsConflict otherwise.
func (c *Client) AnnotateAsRead(ctx context.Context, of Resource, live Meta, annotations map[string]string) error {
	addition := map[string]any{"metadata": map[string]any{"uid": live.UID, "resourceVersion": live.ResourceVersion, "annotations": annotations}}
	return c.patch(ctx, types.MergePatchType, of, live.Namespace, live.Name, addition, &Named{})
}

// DeleteExactly deletes this object, whoever owns it, and not one that took its name.
func (c *Client) DeleteExactly(ctx context.Context, of Resource, live Meta) error {
	background := metav1.DeletePropagationBackground
	err := c.delete(ctx, of, live.Namespace, live.Name, metav1.DeleteOptions{
		Preconditions:     &metav1.Preconditions{UID: (*types.UID)(&live.UID)},
		PropagationPolicy: &background,
	})
	if IsNotFound(err) {
		return nil
	}
	return err
}

// owned reads whose object it is. It returns no UID when it is not there.
func (c *Client) owned(ctx context.Context, of Resource, namespace, name string, lab *ownership.Lab) (Meta, error) {
	var live Named
	err := c.Get(ctx, of, namespace, name, &live)
	switch {
	case IsNotFound(err):
		return Meta{}, nil
	case err != nil:
		return Meta{}, err
	}
	if whose := of.Whose(live.Metadata, lab); whose.Owner != lab.Name() {
		return Meta{}, &ForeignError{Object: of.Describe(namespace, name), Whose: whose, Lab: lab.Name()}
	}
	return live.Metadata, nil
}
