package k3d

import (
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
)

// TestKubeconfigOfAForeignCluster reads it of a cluster that k3d's own command made.
func TestKubeconfigOfAForeignCluster(t *testing.T) {
	d := dockertest.Memory()
	d.Create(t, dockertest.Container{
		Name:   "k3d-hand-server-0",
		Labels: map[string]string{labelApp: app, labelCluster: "hand", labelRole: roleServer, labelAPIPort: "40123"},
		Files: map[string]string{kubeconfigPath: `apiVersion: v1
kind: Config
current-context: default
clusters: [{name: default, cluster: {server: "https://127.0.0.1:6443"}}]
contexts: [{name: default, context: {cluster: default, user: default}}]
users: [{name: default, user: {token: x}}]
`},
	})
	text, err := ReadKubeconfig(t.Context(), d.Engine, "hand")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"current-context: hand", "server: https://127.0.0.1:40123"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
	if _, err := ReadKubeconfig(t.Context(), d.Engine, "nobody"); err == nil || !strings.Contains(err.Error(), `k3d cluster "nobody": no server`) {
		t.Errorf("of a cluster that is not there: %v", err)
	}
}
