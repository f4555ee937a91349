package kube

import (
	"context"
	"encoding/json"
	"errors"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kaaslab/kaaslab/executor"
)

// Probe asks whether an object could be created, and creates nothing. The error is about whoever has to answer, such as a
// webhook that is not up yet; a refusal is an answer, and no error.
func (c *Client) Probe(ctx context.Context, of Resource, object Object) error {
	doing := "ask about " + of.Describe(object.Namespace(), object.Name())
	data, err := json.Marshal(object)
	if err != nil {
		return failed(doing, err)
	}
	_, err = c.answerTo(ctx, c.rest.Post().AbsPath(of.path(object.Namespace(), "")).Param("dryRun", "All").Body(data))
	if isAnswer(err) {
		return nil
	}
	return failed(doing, err)
}

func isAnswer(err error) bool {
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return err == nil
	}
	return status.Status().Code < 500 && outlookOf(err, status.Status()) != executor.Passing
}
