package kube

import (
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilnet "k8s.io/apimachinery/pkg/util/net"

	"github.com/kaaslab/kaaslab/executor"
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
func (e *requestError) Error() string { return e.doing + ": " + plainWords(e.err.Error()) }

// Unwrap returns what the server said.
func (e *requestError) Unwrap() error { return e.err }

// Outlook implements executor.Outlook's method for errors.
func (e *requestError) Outlook() executor.Outlook { return Outlook(e.err) }

// RetryAfter is how long the server asks to be left alone.
func (e *requestError) RetryAfter() time.Duration {
	seconds, _ := apierrors.SuggestsClientDelay(e.err)
	return time.Duration(seconds) * time.Second
}

// IsNotFound reports whether an error says that an object is not there.
func IsNotFound(err error) bool { return apierrors.IsNotFound(err) }

// IsConflict reports whether somebody else changed the object since it was read.
func IsConflict(err error) bool { return apierrors.IsConflict(err) }

// IsNamespaceMissing reports whether an object could not be made for its namespace is not there.
func IsNamespaceMissing(err error) bool {
	var status apierrors.APIStatus
	if !IsNotFound(err) || !errors.As(err, &status) {
		return false
	}
	details := status.Status().Details
	return details != nil && details.Kind == "namespaces"
}

// Outlook says of an error of the API server, or of the way to it, whether the same request may succeed a moment later.
func Outlook(err error) executor.Outlook {
	var known interface{ Outlook() executor.Outlook }
	if errors.As(err, &known) {
		return known.Outlook() // the transport knows more
	}
	if status := apierrors.APIStatus(nil); errors.As(err, &status) {
		return outlookOf(err, status.Status())
	}
	if isConnectionTrouble(err) {
		return executor.Passing
	}
	return executor.Unclear
}

func outlookOf(err error, status metav1.Status) executor.Outlook {
	switch {
	case apierrors.HasStatusCause(err, "NamespaceTerminating"), apierrors.IsTimeout(err), apierrors.IsResourceExpired(err):
		return executor.Passing
	case status.Code == http.StatusNotFound:
		return outlookOfMissing(status)
	case slices.Contains(busy, int(status.Code)):
		return executor.Passing
	case says(status, settling):
		return executor.Unclear
	case status.Code >= 400 && status.Code < 500, status.Code == http.StatusNotImplemented, says(status, wrongObject):
		return executor.Lasting
	case apierrors.IsUnexpectedServerError(err), says(status, startingUp):
		return executor.Passing
	}
	return executor.Unclear
}

// outlookOfMissing waits for a kind or a namespace that may be on its way. An object that is not there was there before.
func outlookOfMissing(status metav1.Status) executor.Outlook {
	if isNotServedYet(status) {
		return executor.Passing
	}
	return executor.Unclear
}

// busy are the answers of a server that has other things to do, or of a proxy before it.
var busy = []int{
	http.StatusRequestTimeout, http.StatusConflict, http.StatusGone, http.StatusTooManyRequests,
	http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
}

// settling are refusals that can end by themselves, though most refusals do not: a quota that is freed, rights and accounts
// that were given a moment ago, an address that is on its way back.
var settling = []string{"exceeded quota", "not yet ready to handle request", "RBAC: ", "error looking up service account", "already allocated"}

// wrongObject is how the server says, as if the error was its own, that what it was sent fits no schema.
var wrongObject = []string{
	"failed to create typed patch object", "failed to create typed live object", "failed to create manager for existing fields",
	"field not declared in schema", "illegal base64 data", "cannot unmarshal", "expected map, got", "unable to convert unstructured object",
	"duplicate entries for key", "cannot be handled as a",
}

// startingUp is how it says that who should have a say is not there yet.
var startingUp = []string{"failed calling webhook", "failed to call webhook", "conversion webhook", "etcdserver:", "no endpoints available", "connection refused"}

func says(status metav1.Status, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(status.Message, word) })
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
