package host

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kaaslab/kaaslab/internal/fault"
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

// TestMergeTakesTheLockOfKubectl: it waits a moment for who has the lock, and then says where it is.
func TestMergeTakesTheLockOfKubectl(t *testing.T) {
	path := userFile(t, users)
	link := filepath.Join(t.TempDir(), "config")
	must(t, os.Symlink(path, link))
	for _, held := range []string{path, link} {
		must(t, os.WriteFile(held+".lock", nil, 0o600))
		patience = 0
		_, err := Merge(link, ownFile(t, "https://x"))
		wantError(t, err, "another program", held+".lock")
		must(t, os.Remove(held+".lock"))
	}
	if diff := cmp.Diff(users, contentOf(t, path)); diff != "" {
		t.Error(diff)
	}

	patience = time.Minute
	must(t, os.WriteFile(path+".lock", nil, 0o600))
	merged := make(chan error)
	go func() { _, err := Merge(path, ownFile(t, "https://x")); merged <- err }()
	must(t, os.Remove(path+".lock"))
	must(t, <-merged)
	if left, _ := filepath.Glob(path + "*.lock"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestMergeThroughADanglingLink: the file that a link means is made, and the link stays.
func TestMergeThroughADanglingLink(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "config")
	must(t, os.Symlink(filepath.Join("real", "file"), link))
	_, err := Merge(link, ownFile(t, "https://x"))
	must(t, err)
	if to, err := os.Readlink(link); err != nil || to != filepath.Join("real", "file") {
		t.Errorf("the link is %q (%v)", to, err)
	}
	if info, err := os.Lstat(filepath.Join(dir, "real", "file")); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v (%v)", info, err)
	}
	loop := filepath.Join(dir, "loop")
	must(t, os.Symlink(loop, loop))
	_, err = Merge(loop, ownFile(t, "https://x"))
	wantError(t, err, "leads to itself", loop)
}

// TestMergeReplacesNothingButFiles: KUBECONFIG=/dev/null means that nothing is written, and a pipe would be waited for.
func TestMergeReplacesNothingButFiles(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	must(t, os.Mkdir(at("directory"), 0o700))
	must(t, syscall.Mkfifo(at("pipe"), 0o600))
	socket, err := net.Listen("unix", at("socket"))
	must(t, err)
	defer socket.Close()
	sorts := map[string]string{"directory": "a directory", "pipe": "a named pipe", "socket": "a socket"}
	if err := syscall.Mknod(at("device"), syscall.S_IFCHR|0o666, 1<<8|3); err == nil { // as /dev/null; only root may
		sorts["device"] = "a device"
	}
	for name, sort := range sorts {
		must(t, os.Symlink(name, at(name+"-link")))
		before, err := os.Lstat(at(name))
		must(t, err)
		for _, path := range []string{at(name), at(name + "-link")} {
			_, err := Merge(path, ownFile(t, "https://x"))
			wantError(t, err, at(name)+" is "+sort, "KUBECONFIG")
			_, err = Unmerge(path, "kaas")
			wantError(t, err, at(name)+" is "+sort)
			if fault.Of(err) != fault.UsersKubeconfig {
				t.Errorf("%s has the code %s", name, fault.Of(err))
			}
		}
		if after, err := os.Lstat(at(name)); err != nil || after.Mode() != before.Mode() || !os.SameFile(before, after) {
			t.Errorf("%s was %v, is %v (%v)", name, before, after, err)
		}
	}
	if left, _ := filepath.Glob(at("*.lock")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestMergeKeepsTheOwner: root merges into somebody's file, and it stays theirs.
// TestMergeChangesKubeconfigsOnly: a variable that leads to another file costs nothing in it.
func TestMergeChangesKubeconfigsOnly(t *testing.T) {
	for text, reason := range map[string]string{
		"apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n":             "it is a Pod",
		"apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: a\n":       "it is a Lab",
		"apiVersion: v1\nkind: Config\n---\nkind: Config\nusers: []\n": "several documents",
		"kind: Config\nclusters: {a: b}\n":                             "clusters are no list",
		"[a, b]\n":                                                     "no mapping",
	} {
		path := filepath.Join(t.TempDir(), "config")
		must(t, os.WriteFile(path, []byte(text), 0o600))
		_, err := Merge(path, ownFile(t, "https://x"))
		wantError(t, err, path, reason)
		_, err = Unmerge(path, "kaas")
		wantError(t, err, path, reason)
		if after, err := os.ReadFile(path); err != nil || string(after) != text {
			t.Errorf("%q became %q (%v)", text, after, err)
		}
	}
	path := filepath.Join(t.TempDir(), "config")
	must(t, os.WriteFile(path, []byte("# mine\n"), 0o600))
	if _, err := Merge(path, ownFile(t, "https://x")); err != nil {
		t.Errorf("a file with nothing but a comment: %v", err)
	}
}

func TestMergeKeepsTheOwner(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can make a file of another user")
	}
	path := userFile(t, users)
	must(t, os.Chown(path, 12345, 23456))
	_, err := Merge(path, ownFile(t, "https://x"))
	must(t, err)
	info, err := os.Stat(path)
	must(t, err)
	if owner := info.Sys().(*syscall.Stat_t); owner.Uid != 12345 || owner.Gid != 23456 || info.Mode() != 0o640 {
		t.Errorf("it belongs to %d:%d with %v", owner.Uid, owner.Gid, info.Mode())
	}
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

// TestDirectoryOfAKubeconfigIsNamed: where there is no file there is nothing to remove, and nothing is made for that; where none
// can be made, the message says so of the directory.
func TestDirectoryOfAKubeconfigIsNamed(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	if removed, err := Unmerge(filepath.Join(none, "config"), "demo"); err != nil || len(removed) > 0 {
		t.Errorf("removed %v, %v", removed, err)
	}
	if _, err := os.Lstat(none); err == nil {
		t.Errorf("%s was made", none)
	}
	unchanged := func(*yaml.Node) error { return nil }
	err := change("/proc/none/config", unchanged)
	if err == nil || !strings.Contains(err.Error(), "make directory /proc/none: ") || !strings.Contains(err.Error(), "; set KUBECONFIG to ") {
		t.Errorf("got %v", err)
	}
}
