package kube

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// FaultCode implements fault.Coded.
func (e *requestError) FaultCode() fault.Code { return Code(e.err) }

// Code is the code of a failed request: what the server answered, or that it did not, tells the cause.
func Code(err error) fault.Code {
	if known := fault.Of(err); known != "" {
		return known
	}
	var link *url.Error
	switch status := apierrors.APIStatus(nil); {
	case errors.Is(err, context.Canceled):
		return fault.Interrupted
	case errors.As(err, &status):
		return statusCode(err, int(status.Status().Code), isNotServedYet(status.Status()))
	case errors.As(err, &link), isConnectionTrouble(err):
		return fault.ServerUnreachable
	}
	return fault.KubernetesRequest
}

func statusCode(err error, code int, notServed bool) fault.Code {
	switch {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return fault.NotAllowed
	case code == http.StatusNotFound && notServed:
		return fault.NotServed
	case code == http.StatusNotFound:
		return fault.GoneMeanwhile
	case apierrors.IsTooManyRequests(err) || apierrors.IsResourceExpired(err):
		return fault.KubernetesRequest
	case code >= 400 && code < 500:
		return fault.RefusedByServer
	}
	return fault.KubernetesRequest
}
