package evidence_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/evidence"
)

// answers are what the API server says, by path.
var answers = map[string]string{
	"/apis": `{"groups": [
		{"name": "cluster.x-k8s.io", "preferredVersion": {"groupVersion": "cluster.x-k8s.io/v1beta2"}},
		{"name": "example.com", "preferredVersion": {"groupVersion": "example.com/v1"}}]}`,
	"/apis/cluster.x-k8s.io/v1beta2": `{"resources": [
		{"name": "clusters", "kind": "Cluster", "namespaced": true, "verbs": ["list"]},
		{"name": "clusters/status", "kind": "Cluster", "namespaced": true, "verbs": ["get"]},
		{"name": "machines", "kind": "Machine", "namespaced": true, "verbs": ["list"]}]}`,
	"/apis/cluster.x-k8s.io/v1beta2/clusters":                    `{"items": [{"metadata": {"name": "a", "managedFields": [{}]}}, {"metadata": {"name": "b"}}]}`,
	"/apis/cluster.x-k8s.io/v1beta2/namespaces/default/clusters": `{"items": [{"metadata": {"name": "a"}}]}`,
	"/apis/cluster.x-k8s.io/v1beta2/namespaces/default/machines": `{"items": []}`,
	"/api/v1/nodes": `{"items": [{"metadata": {"name": "node"}}]}`,
	"/api/v1/pods": `{"items": [
		{"metadata": {"name": "capi", "namespace": "capi-system", "labels": {"cluster.x-k8s.io/provider": "cluster-api"}},
		 "spec": {"containers": [{"name": "manager"}]}, "status": {"containerStatuses": [{"name": "manager", "restartCount": 1}]}},
		{"metadata": {"name": "shop", "namespace": "theirs"}, "spec": {"containers": [{"name": "web"}]}}]}`,
	"/apis/apps/v1/deployments":                    `{"items": []}`,
	"/api/v1/namespaces/capi-system/pods/capi/log": "a line\n",
	"/api/v1/namespaces/theirs/pods/shop/log":      "their line\n",
	"/api/v1/secrets":                              `{"items": [{"data": {"value": "c2VjcmV0", "ca.crt": "cHVibGlj"}}]}`,
	"/api/v1/events": `{"items": [
		{"lastTimestamp": "2026-01-01T00:00:02Z", "type": "Warning", "reason": "Late", "message": "two\nlines", "count": 3, "involvedObject": {"kind": "Pod", "name": "p"}},
		{"eventTime": "2026-01-01T00:00:01Z", "type": "Normal", "reason": "Early", "message": "one", "involvedObject": {"kind": "Pod", "name": "p"}}]}`,
}

func cluster(t *testing.T, own bool) evidence.Cluster {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("it writes: %s %s", r.Method, r.URL)
		}
		answer, found := answers[r.URL.Path]
		if !found {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	name := filepath.Join(t.TempDir(), "kubeconfig")
	text := "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: '" + server.URL + "'}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u}]\n"
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return evidence.Cluster{Access: kube.NewAccess(kube.Options{Kubeconfig: name, Context: "c"}), Own: own}
}

// findings is executor.Evidence for tests.
type findings struct {
	sync.Mutex
	files            map[string]any
	missing, secrets []string
}

func (f *findings) File(name string, content any) {
	f.Lock()
	defer f.Unlock()
	f.files[name] = content
}

func (f *findings) Secret(values ...string) { f.secrets = append(f.secrets, values...) }

func (f *findings) Missing(what string, err error) {
	f.Lock()
	defer f.Unlock()
	f.missing = append(f.missing, what+": "+err.Error())
}

func collect(t *testing.T, witnesses ...executor.Witness) *findings {
	t.Helper()
	found := &findings{files: map[string]any{}}
	for _, witness := range witnesses {
		if err := witness(context.Background(), found); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func (f *findings) names() []string { return slices.Sorted(maps.Keys(f.files)) }

func TestOwnClusterIsSeenAsAWhole(t *testing.T) {
	c := cluster(t, true)
	found := collect(t, c.Objects, c.Events, c.Logs, c.Secrets)
	want := []string{
		"management/events.txt",
		"management/logs/capi-system/capi/manager.log", "management/logs/capi-system/capi/manager.previous.log",
		"management/logs/theirs/shop/web.log",
		"management/objects/clusters.cluster.x-k8s.io.yaml", "management/objects/nodes.yaml", "management/objects/pods.yaml",
	}
	if diff := cmp.Diff(want, found.names()); diff != "" {
		t.Errorf("files: %s", diff)
	}
	if !slices.Equal(found.secrets, []string{"secret"}) {
		t.Errorf("secrets: %q", found.secrets)
	}
	if len(found.missing) != 1 || !strings.HasPrefix(found.missing[0], "machines.cluster.x-k8s.io: ") {
		t.Errorf("missing: %q", found.missing)
	}
	wantEvents := "2026-01-01T00:00:01Z Normal  Early Pod/p: one\n2026-01-01T00:00:02Z Warning Late Pod/p: two (3 times)\n"
	if got := found.files["management/events.txt"]; got != wantEvents {
		t.Errorf("events:\n%s", got)
	}
	if text := fmt.Sprint(found.files["management/objects/clusters.cluster.x-k8s.io.yaml"]); strings.Contains(text, "managedFields") {
		t.Errorf("clusters: %s", text)
	}
}

// TestOfAnotherClusterOnlyTheLabIsSeen: what else runs in it is nobody's business.
func TestOfAnotherClusterOnlyTheLabIsSeen(t *testing.T) {
	c := cluster(t, false)
	found := collect(t, c.Objects, c.Logs)
	want := []string{
		"management/logs/capi-system/capi/manager.log", "management/logs/capi-system/capi/manager.previous.log",
		"management/objects/clusters.cluster.x-k8s.io.yaml",
	}
	if diff := cmp.Diff(want, found.names()); diff != "" {
		t.Errorf("files: %s", diff)
	}
}
