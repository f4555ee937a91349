package kube

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// TestAnAnswerThatNeverComesIsNotWaitedFor: a server that takes a request and says nothing is not waited for without an end, and the
// request is tried again.
func TestAnAnswerThatNeverComesIsNotWaitedFor(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer server.Close()
	client, err := accessTo(t, server.URL).Client()
	if err != nil {
		t.Fatal(err)
	}
	client.patience = 10 * time.Millisecond
	err = client.Get(t.Context(), ConfigMaps, Namespace, "a", &Named{})
	if code := fault.Of(err); code != fault.ServerUnreachable || executor.OutlookOf(err, nil) != executor.Passing {
		t.Errorf("the error is %v with code %s, want one of %s that passes", err, code, fault.ServerUnreachable)
	}
	if late := (executor.Unanswered{}); !errors.As(err, &late) || late.Within != client.patience {
		t.Errorf("the error %v does not say how long it was waited for", err)
	}
}
