package existing

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestALeaseIsTakenFromAServerThatComesBack: one answer that fails ends no run, and none at all does, with the reason.
func TestALeaseIsTakenFromAServerThatComesBack(t *testing.T) {
	var failures atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case failures.Add(-1) >= 0:
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","message":"starting anew","code":503}`)
		case r.Method == http.MethodGet:
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}`)
		default:
			w.WriteHeader(http.StatusCreated)
			_, _ = io.WriteString(w, `{"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{"name":"kaaslab-kaas"},"spec":{}}`)
		}
	}))
	defer server.Close()
	times := LeaseTimes{Duration: time.Minute, Deadline: 300 * time.Millisecond, Retry: 10 * time.Millisecond}
	lease, err := NewLease(labOn(writeKubeconfig(t, server.URL)), Holder{User: "ann", Host: "here"}, times)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	failures.Store(2)
	_, release, err := lease.Take(t.Context(), func(text string) { said = append(said, text) })
	if err != nil || len(said) == 0 || !strings.Contains(said[0], "trying again: take the lease of lab") {
		t.Fatalf("got %v, and %q was said", err, said)
	}
	release()
	failures.Store(1 << 30)
	if _, _, err := lease.Take(t.Context(), noReport); err == nil || !strings.Contains(err.Error(), "starting anew") {
		t.Errorf("got %v, want the reason", err)
	}
}
