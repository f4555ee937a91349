package install

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// answering is a handler on an API server that has one answer to everything.
func answering(t *testing.T, answer *string) *Handler {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if *answer == "" || !strings.HasSuffix(r.URL.Path, "/"+profileKind) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}`))
			return
		}
		_, _ = w.Write([]byte(*answer))
	}))
	t.Cleanup(server.Close)
	path := filepath.Join(t.TempDir(), "kubeconfig")
	config := fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: m, cluster: {server: %q}}]
users: [{name: m, user: {}}]
contexts: [{name: m, context: {cluster: m, user: m}}]
`, server.URL)
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return New(kube.NewAccess(kube.Options{Kubeconfig: path, Context: "m"}), Options{Kubeconfig: path, Context: "m"})
}

// TestProfileKindIsAwaited: Sveltos is ready when profiles are a kind that the API server takes, not when it has heard of it.
func TestProfileKindIsAwaited(t *testing.T) {
	answer := ""
	h := answering(t, &answer)
	const definition = `{"kind": "CustomResourceDefinition", "apiVersion": "apiextensions.k8s.io/v1", "metadata": {"name": "` + profileKind + `"}, "status": {"conditions": [%s]}}`
	for _, step := range []struct{ conditions, want string }{
		{"-", "is not there"},
		{"", "Established is not known yet"},
		{`{"type": "Established", "status": "False", "reason": "Installing", "message": "the initial names have been accepted"}`, "the initial names have been accepted"},
		{`{"type": "Established", "status": "True"}`, ""},
	} {
		answer = fmt.Sprintf(definition, step.conditions)
		if step.conditions == "-" {
			answer = ""
		}
		got, err := h.definitionWaitsFor(t.Context())
		if err != nil || (got == "") != (step.want == "") || !strings.Contains(got, step.want) {
			t.Errorf("waits for %q (%v), want %q", got, err, step.want)
		}
	}
}
