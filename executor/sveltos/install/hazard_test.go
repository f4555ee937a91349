package install

import (
	"os"
	"path/filepath"
	"testing"
)

const twoContexts = `apiVersion: v1
kind: Config
current-context: production
clusters:
- {name: production, cluster: {server: "https://production.example.com"}}
- {name: lab, cluster: {server: "https://127.0.0.1:6443"}}
users: [{name: user, user: {}}]
contexts:
- {name: production, context: {cluster: production, user: user}}
- {name: lab, context: {cluster: lab, user: user}}
`

// TestHazardH28 reaches the lab's cluster, whatever the current context and the environment of the user say.
func TestHazardH28(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(path, []byte(twoContexts), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KUBECONFIG", path)
	t.Setenv("HELM_KUBECONTEXT", "production")
	config, err := (&getter{kubeconfig: path, context: "lab"}).ToRESTConfig()
	if err != nil || config.Host != "https://127.0.0.1:6443" {
		t.Errorf("helm reaches %+v, %v", config, err)
	}
	for _, wrong := range []getter{{kubeconfig: path, context: "none"}, {kubeconfig: path + "-not-there", context: "lab"}} {
		if config, err := wrong.ToRESTConfig(); err == nil {
			t.Errorf("%+v reaches %s", wrong, config.Host)
		}
	}
}
