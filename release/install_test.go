package release

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

const modulePath = "github.com/kaaslab/kaaslab"

// TestGoInstall installs the command as users of Go do, from a module proxy that serves this checkout's last commit.
func TestGoInstall(t *testing.T) {
	if testing.Short() {
		t.Skip("links the whole command")
	}
	version := module.Version{Path: modulePath, Version: lastCommit(t)}
	proxy, programs := serve(t, version), t.TempDir()
	forget(t, version)
	install := exec.Command("go", "install", modulePath+"/cmd/kaaslab@"+version.Version)
	install.Dir = t.TempDir()
	install.Env = append(os.Environ(), "GOBIN="+programs, "GOPROXY=file://"+proxy+","+environment(t, "GOPROXY"), "GONOSUMDB="+modulePath, "GOFLAGS=")
	if text, err := install.CombinedOutput(); err != nil {
		t.Fatalf("go install: %v\n%s", err, text)
	}
	text, err := exec.Command(filepath.Join(programs, "kaaslab"), "version").Output()
	if err != nil || !strings.HasPrefix(string(text), "kaaslab "+version.Version+" ") {
		t.Errorf("kaaslab version says %s (%v)", text, err)
	}
}

// lastCommit is the version that a proxy gives the last commit. Go keeps what it once knew of a version, so each commit
// has its own.
func lastCommit(t *testing.T) string {
	t.Helper()
	said, err := exec.Command("git", "-C", "..", "log", "-1", "--format=%ct %H").Output()
	if err != nil {
		t.Fatal(err)
	}
	var seconds int64
	var hash string
	if _, err := fmt.Sscan(string(said), &seconds, &hash); err != nil {
		t.Fatal(err)
	}
	return module.PseudoVersion("v0", "", time.Unix(seconds, 0).UTC(), hash[:12])
}

// serve lays out the last commit as a proxy of one module does.
func serve(t *testing.T, version module.Version) (proxy string) {
	t.Helper()
	proxy = t.TempDir()
	root := filepath.Join(proxy, modulePath, "@v")
	if err := os.MkdirAll(root, 0o755); err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	if err := zip.CreateFromDir(&packed, version, checkout(t)); err != nil {
		t.Fatal(err)
	}
	required, err := exec.Command("git", "-C", "..", "show", "HEAD:go.mod").Output()
	if err != nil {
		t.Fatal(err)
	}
	info, _ := json.Marshal(map[string]string{"Version": version.Version})
	v := version.Version
	for name, content := range map[string][]byte{v + ".zip": packed.Bytes(), v + ".mod": required, v + ".info": info, "list": []byte(v + "\n")} {
		if err := os.WriteFile(filepath.Join(root, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return proxy
}

// checkout is the last commit without what is not committed.
func checkout(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	packed := filepath.Join(t.TempDir(), "head.tar")
	for _, command := range [][]string{{"git", "-C", "..", "archive", "--output", packed, "HEAD"}, {"tar", "-xf", packed, "-C", dir}} {
		if text, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", command, err, text)
		}
	}
	return dir
}

// forget keeps the trial out of the module cache, before and after: a cached version is never fetched again.
func forget(t *testing.T, version module.Version) {
	t.Helper()
	cache := environment(t, "GOMODCACHE")
	remove := func() {
		source := filepath.Join(cache, modulePath+"@"+version.Version)
		_ = filepath.WalkDir(source, func(path string, entry os.DirEntry, err error) error {
			if err == nil && entry.IsDir() {
				err = os.Chmod(path, 0o755) // the cache is read-only
			}
			return err
		})
		for _, path := range []string{source, filepath.Join(cache, "cache", "download", modulePath)} {
			if err := os.RemoveAll(path); err != nil {
				t.Error(err)
			}
		}
	}
	remove()
	t.Cleanup(remove)
}

func environment(t *testing.T, name string) string {
	t.Helper()
	text, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}
