package kube

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHeartbeats(t *testing.T) {
	node := func(name, ready string) string {
		return fmt.Sprintf(`{"metadata": {"name": %q}, "status": {"conditions": [
			{"type": "MemoryPressure", "status": "True", "lastHeartbeatTime": "2026-11-04T13:00:00Z"},
			{"type": "Ready", "status": %q, "lastHeartbeatTime": "2026-11-04T12:00:00Z"}]}}`, name, ready)
	}
	server := httptest.NewServer(answers{"/api/v1/nodes": list(node("up", "True"), node("down", "Unknown"), `{"metadata": {"name": "new"}}`)})
	defer server.Close()
	kubeconfig := fmt.Sprintf("apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: %q}}]\n"+
		"users: [{name: u, user: {}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n", server.URL)
	got, err := Heartbeats(t.Context(), []byte(kubeconfig))
	if err != nil {
		t.Fatal(err)
	}
	up := got["up"].UTC()
	got["up"] = time.Time{}
	if diff := cmp.Diff(map[string]time.Time{"up": {}, "down": {}, "new": {}}, got); diff != "" || !up.Equal(time.Date(2026, 11, 4, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("up since %s (-want +got):\n%s", up, diff)
	}
	if _, err := Heartbeats(t.Context(), []byte("{")); err == nil {
		t.Error("a kubeconfig that cannot be read is no error")
	}
}
