package spec_test

import (
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/spec"
)

// TestCopiedKeepsTheRest: comments and the way of writing stay, and nothing but the lab's own name changes.
func TestCopiedKeepsTheRest(t *testing.T) {
	for before, after := range map[string]string{
		"kind: Lab\nname: demo # ours\nworkloadClusters: [{name: demo}]\n":        "kind: Lab\nname: \"a-1\" # ours\nworkloadClusters: [{name: demo}]\n",
		"workloadClusters:\n- name: demo\nname: 'demo'\n":                         "workloadClusters:\n- name: demo\nname: \"a-1\"\n",
		`{"workloadClusters": [{"name": "demo"}], "name": "demo", "kind": "Lab"}`: `{"workloadClusters": [{"name": "demo"}], "name": "a-1", "kind": "Lab"}`,
		"# demo\r\nname: demo\r\nkind: Lab\r\n":                                   "# demo\r\nname: \"a-1\"\r\nkind: Lab\r\n",
		"  name: demo\n":                                                          "  name: \"a-1\"\n",
	} {
		wantCopied(t, before, after)
	}
	for _, bad := range []string{"", "kind: Lab\n", "name: &a demo\n", "name: >\n  demo\n", "name: [demo]\n", "a: b: c\n"} {
		if got, err := spec.Copied([]byte(bad), "a-1"); err == nil {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

// TestCopiedHasNoPort: two labs cannot listen on one, so that the copy gets a port of its own.
func TestCopiedHasNoPort(t *testing.T) {
	const name = "name: \"a-1\"\n"
	for before, after := range map[string]string{
		"managementCluster:\n  provider: embedded\n  apiPort: 6443 # for the firewall\n  manifests: [a.yaml]\n": "managementCluster:\n  provider: embedded\n  manifests: [a.yaml]\n",
		"managementCluster:\r\n  apiPort: 6443\r\n  provider: embedded\r\n":                                     "managementCluster:\r\n  provider: embedded\r\n",
		"managementCluster:\n  provider: embedded\n  apiPort: 6443":                                             "managementCluster:\n  provider: embedded\n",
		"managementCluster: {provider: embedded, apiPort: 6443}\n":                                              "managementCluster: {provider: embedded}\n",
		"managementCluster: {apiPort: 6443, provider: embedded} # ours\n":                                       "managementCluster: {provider: embedded} # ours\n",
		"managementCluster: { apiPort: 6443 }\n":                                                                "managementCluster: {}\n",
		"managementCluster:\n  { provider: embedded,\n    \"apiPort\": 6443,\n    sveltos: {} }\n":              "managementCluster:\n  { provider: embedded,\n    sveltos: {} }\n",
		"managementCluster:\n  env: {apiPort: x}\n":                                                             "managementCluster:\n  env: {apiPort: x}\n",
		"managementCluster: # the only key\n  apiPort: 6443\n":                                                  "managementCluster: # the only key\n  provider: embedded\n",
	} {
		wantCopied(t, "name: demo\n"+before, name+after)
	}
	for _, bad := range []string{"managementCluster:\n  apiPort:\n    6443\n", "managementCluster:\n  apiPort: &port 6443\n  ? x\n", "managementCluster:\n  apiPort: *p\n"} {
		if got, err := spec.Copied([]byte("name: demo\n"+bad), "a-1"); err == nil && strings.Contains(string(got), "apiPort") {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

func wantCopied(t *testing.T, before, after string) {
	t.Helper()
	if got, err := spec.Copied([]byte(before), "a-1"); err != nil || string(got) != after {
		t.Errorf("%q became %q, want %q: %v", before, got, after, err)
	}
}
