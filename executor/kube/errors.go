package kube

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilnet "k8s.io/apimachinery/pkg/util/net"
)

// requestError says what was tried, and whether it may work when it is tried again.
type requestError struct {
	doing string
	err   error
}

func failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	return &requestError{doing: doing, err: err}
}

// Error names what was tried and what the server said.
func (e *requestError) Error() string { return e.doing + ": " + e.err.Error() }

// Unwrap returns what the server said.
func (e *requestError) Unwrap() error { return e.err }

// Transient reports whether the same request may succeed a moment later.
func (e *requestError) Transient() bool { return isTransient(e.err) }

// MayPass reports whether what failed with an error of the API server, or of the way to it, may succeed a moment later.
func MayPass(err error) bool { return isTransient(err) }

// IsNotFound reports whether an error says that an object is not there.
func IsNotFound(err error) bool { return apierrors.IsNotFound(err) }

func isTransient(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if status := apierrors.APIStatus(nil); errors.As(err, &status) {
		return isTransientStatus(err, status.Status())
	}
	return isConnectionTrouble(err)
}

func isTransientStatus(err error, status metav1.Status) bool {
	switch {
	case apierrors.IsConflict(err), apierrors.IsTooManyRequests(err), apierrors.IsResourceExpired(err):
		return true
	case apierrors.IsNotFound(err):
		return isNotServedYet(status)
	case apierrors.HasStatusCause(err, "NamespaceTerminating"):
		return true
	case status.Code >= 500:
		// A webhook that is not up yet is an internal error, and the only one that is common.
		return true
	}
	return false
}

// isNotServedYet tells a kind or a namespace that is not there yet, as in the moment after a definition was installed,
// from an object that is not there.
func isNotServedYet(status metav1.Status) bool {
	return status.Details == nil || status.Details.Name == "" || status.Details.Kind == "namespaces" ||
		strings.Contains(status.Message, "could not find the requested resource")
}

func isConnectionTrouble(err error) bool {
	var network net.Error
	return utilnet.IsConnectionRefused(err) || utilnet.IsConnectionReset(err) || utilnet.IsProbableEOF(err) ||
		errors.Is(err, io.ErrUnexpectedEOF) || utilnet.IsHTTP2ConnectionLost(err) || errors.As(err, &network) && network.Timeout() ||
		strings.Contains(err.Error(), "server sent GOAWAY")
}
