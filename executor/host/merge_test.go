package host

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/planner"
)

const users = `apiVersion: v1
kind: Config
# my clusters
clusters:
- name: work # the important one
  cluster:
    server: https://work
    unknown-field: kept
contexts:
- context:
    cluster: work
    user: me
  name: work
current-context: work
preferences: {}
users:
- name: me
  user:
    token: abc
`

// ownFile returns the content of a file that kaaslab wrote for the workload cluster.
func ownFile(t *testing.T, server string) []byte {
	t.Helper()
	content, err := newFile(record{Lab: "kaas", Cluster: workload.String(), Revision: "1"}, workload.Name, kubeconfigOf(server))
	must(t, err)
	return content
}

func userFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config")
	must(t, os.WriteFile(path, []byte(content), 0o640))
	return path
}

func contentOf(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	return string(content)
}

func TestMergeAddsAndUnmergeRestores(t *testing.T) {
	path := userFile(t, users)
	for range 2 {
		name, err := Merge(path, ownFile(t, "https://first"))
		must(t, err)
		if name != "kaaslab-kaas-workload-01" {
			t.Errorf("context %q", name)
		}
	}
	_, err := Merge(path, ownFile(t, "https://second"))
	must(t, err)
	config, err := clientcmd.LoadFromFile(path)
	must(t, err)
	use := config.Contexts["kaaslab-kaas-workload-01"]
	if len(config.Contexts) != 2 || use == nil || config.Clusters[use.Cluster].Server != "https://second" || config.AuthInfos[use.AuthInfo].Token != "secret" {
		t.Errorf("merged: %s", contentOf(t, path))
	}
	if config.CurrentContext != "work" {
		t.Errorf("current context is %q", config.CurrentContext)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o640 {
		t.Errorf("mode is %v (%v)", info.Mode(), err)
	}
	removed, err := Unmerge(path, "kaas")
	must(t, err)
	if diff := cmp.Diff([]string{"kaaslab-kaas-workload-01"}, removed); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(users, contentOf(t, path)); diff != "" {
		t.Error(diff)
	}
}

func TestMergeIntoNothing(t *testing.T) {
	for name, content := range map[string]string{"empty": "", "null lists": "apiVersion: v1\nclusters: null\ncontexts: []\n"} {
		path := userFile(t, content)
		if _, err := Merge(path, ownFile(t, "https://x")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if config, err := clientcmd.LoadFromFile(path); err != nil || len(config.Contexts) != 1 || config.CurrentContext != "" {
			t.Errorf("%s: %v %s", name, err, contentOf(t, path))
		}
	}
	path := filepath.Join(t.TempDir(), "new", "config")
	_, err := Merge(path, ownFile(t, "https://x"))
	must(t, err)
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode is %v (%v)", info.Mode(), err)
	}
}

func TestMergeKeepsWhatOthersWrote(t *testing.T) {
	content := strings.ReplaceAll(users, "name: me", "name: kaaslab-kaas-workload-01")
	path := userFile(t, content)
	_, err := Merge(path, ownFile(t, "https://x"))
	wantError(t, err, "kaaslab-kaas-workload-01 in users", "lab kaas")
	if diff := cmp.Diff(content, contentOf(t, path)); diff != "" {
		t.Error(diff)
	}
}

func TestMergeTellsLabsApart(t *testing.T) {
	path := userFile(t, users)
	_, err := Merge(path, ownFile(t, "https://x"))
	must(t, err)
	other, err := newFile(record{Lab: "kaas-workload", Cluster: planner.ID{Kind: planner.KindWorkloadCluster, Name: "01"}.String()}, "01", kubeconfigOf("https://y"))
	must(t, err)
	_, err = Merge(path, other)
	wantError(t, err, "kaaslab-kaas-workload-01", "lab kaas-workload")
	removed, err := Unmerge(path, "other")
	must(t, err)
	if len(removed) != 0 {
		t.Errorf("removed %v", removed)
	}
}

func TestMergeThroughALink(t *testing.T) {
	path := userFile(t, users)
	link := filepath.Join(t.TempDir(), "config")
	must(t, os.Symlink(path, link))
	_, err := Merge(link, ownFile(t, "https://x"))
	must(t, err)
	if target, err := os.Readlink(link); err != nil || target != path {
		t.Errorf("the link is %q (%v)", target, err)
	}
	if !strings.Contains(contentOf(t, path), "https://x") {
		t.Error("the file behind the link has not changed")
	}
}

func TestMergeWaitsForNobody(t *testing.T) {
	path := userFile(t, users)
	must(t, os.WriteFile(path+".lock", nil, 0o600))
	_, err := Merge(path, ownFile(t, "https://x"))
	wantError(t, err, "another program", path+".lock")
}

func TestUnmergeForgetsTheCurrentContext(t *testing.T) {
	path := userFile(t, users)
	name, err := Merge(path, ownFile(t, "https://x"))
	must(t, err)
	must(t, os.WriteFile(path, []byte(strings.ReplaceAll(contentOf(t, path), "current-context: work", "current-context: "+name)), 0o600))
	_, err = Unmerge(path, "kaas")
	must(t, err)
	if config, err := clientcmd.LoadFromFile(path); err != nil || config.CurrentContext != "" {
		t.Errorf("current context is %q (%v)", config.CurrentContext, err)
	}
}

func TestMergeRefusesOtherKubeconfigs(t *testing.T) {
	_, err := Merge(userFile(t, users), kubeconfigOf("https://x"))
	wantError(t, err, "not written by kaaslab")
}
