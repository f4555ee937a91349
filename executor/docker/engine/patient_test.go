package engine

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/client"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// TestADaemonThatHangsIsNotWaitedFor: a request that is taken and never answered ends with what to look at, and is tried again.
func TestADaemonThatHangsIsNotWaitedFor(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer server.Close()
	daemon, err := client.NewClientWithOpts(client.WithHost("tcp://"+strings.TrimPrefix(server.URL, "http://")), client.WithVersion("1.41"))
	if err != nil {
		t.Fatal(err)
	}
	hanging := patient{daemon, 50 * time.Millisecond}
	_, read := hanging.NetworkList(t.Context(), network.ListOptions{})
	for doing, err := range map[string]error{"read": read, "write": hanging.NetworkRemove(t.Context(), "kind")} {
		if fault.Of(err) != fault.NoDocker || !strings.Contains(err.Error(), "has not answered within 50ms") {
			t.Errorf("%s: %v", doing, err)
		}
		if Outlook(errors.Join(err)) != executor.Passing {
			t.Errorf("%s is not tried again", doing)
		}
	}
}
