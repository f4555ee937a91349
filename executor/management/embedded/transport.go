package embedded

import (
	"net/http"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// Transport is for requests to the cluster's API. A connection that fails is tried again elsewhere; one to a process that has
// ended fails for good here, since nobody starts that process again before the next apply.
func (h *Handler) Transport(next http.RoundTripper) http.RoundTripper {
	return transport{h, next}
}

type transport struct {
	handler *Handler
	next    http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := t.next.RoundTrip(request)
	if err != nil && request.Context().Err() == nil && t.handler.ended() {
		return nil, executor.Final(fault.Errorf(fault.EmbeddedEnded, "%s has ended while it was asked for something; apply again, which starts it: what was stored is there; its log is %s", Program, t.handler.Log()))
	}
	return response, err
}

// ended reports that no process runs. What cannot be told is no reason to give up.
func (h *Handler) ended() bool {
	if h.own().lives() {
		return false
	}
	alive, err := h.running()
	return err == nil && !alive
}

// WrappedRoundTripper lets client-go find what is below.
func (t transport) WrappedRoundTripper() http.RoundTripper { return t.next }
