package kubetest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// notFound is what an API server says of an object that is not there.
const notFound = `{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404, "details": {"name": "x"}}`

// Answers is an API server that only has a few answers, by path, and none to a request that writes.
type Answers map[string]string

// Options start the server and say how it is reached.
func (a Answers) Options(t *testing.T) kube.Options {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("it writes: %s %s", r.Method, r.URL)
		}
		w.Header().Set("Content-Type", "application/json")
		text, known := a[r.URL.Path]
		if !known {
			w.WriteHeader(http.StatusNotFound)
			text = notFound
		}
		fmt.Fprint(w, text)
	}))
	t.Cleanup(server.Close)
	path := filepath.Join(t.TempDir(), "kubeconfig")
	config := fmt.Sprintf("apiVersion: v1\nkind: Config\nclusters: [{name: m, cluster: {server: %q}}]\n"+
		"users: [{name: m, user: {}}]\ncontexts: [{name: m, context: {cluster: m, user: m}}]\n", server.URL)
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return kube.Options{Kubeconfig: path, Context: "m"}
}
