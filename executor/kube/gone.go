package kube

import (
	"context"

	"github.com/kaaslab/kaaslab/executor/ownership"
)

// leaving is an object that is being deleted, and what its controller says about that.
type leaving struct {
	Metadata Meta `json:"metadata"`
	Status   struct {
		Conditions Conditions `json:"conditions"`
	} `json:"status"`
}

// AwaitGone returns once there is no object of the name that is the lab's. One that a new list shows, and that nobody has deleted, is
// deleted: a delete before may have been told that there is nothing.
func AwaitGone(ctx context.Context, a *Access, of Resource, namespace, name string, lab *ownership.Lab, report func(string)) error {
	heard := 0
	return awaitView(ctx, a, of, namespace, name, func(v view) (bool, string, error) {
		again := v.lists > heard
		heard = v.lists
		return judgeView(v, func(object *leaving) (bool, string, error) {
			switch {
			case object == nil:
				return true, "", nil
			case again && object.Metadata.DeletionTimestamp == "":
				if gone, err := deleteAgain(ctx, a, of, object.Metadata, lab); gone || err != nil {
					return gone, "", err
				}
			}
			return false, of.Describe(namespace, name) + " is not gone yet" + object.holdUp(), nil
		})
	}, report)
}

func (l *leaving) holdUp() string {
	if deleting, found := l.Status.Conditions.Get("Deleting"); found && deleting.Message != "" {
		return ": " + FirstLine(deleting.Message)
	}
	return ""
}

func deleteAgain(ctx context.Context, a *Access, of Resource, live Meta, lab *ownership.Lab) (gone bool, err error) {
	client, err := a.Client()
	if err != nil {
		return false, err
	}
	return client.DeleteAgain(ctx, of, live, lab)
}

// DeleteAgain deletes exactly this object, which is still there after a delete. One that is not the lab's has taken the name, and the
// lab's is gone.
func (c *Client) DeleteAgain(ctx context.Context, of Resource, live Meta, lab *ownership.Lab) (gone bool, err error) {
	if of.Whose(live, lab).Owner != lab.Name() {
		return true, nil
	}
	return false, c.DeleteExactly(ctx, of, live)
}
