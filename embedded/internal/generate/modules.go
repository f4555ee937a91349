package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
)

const (
	coreModule     = "sigs.k8s.io/cluster-api"
	providerModule = "sigs.k8s.io/cluster-api/test"
)

// pinned names a module that only lends us files. It is not in go.mod, since
// its requirements would move the versions that everything here is bound to,
// so its checksum is held here.
type pinned struct {
	path, version, sum string
}

var (
	sveltosController = pinned{
		"github.com/projectsveltos/addon-controller", "v1.14.0",
		"h1:2KPHO9z1I1v9bnR76sOcQ3p8xGwx2FLnMJnM155lx1U=",
	}
	sveltosLibrary = pinned{
		"github.com/projectsveltos/libsveltos", "v1.14.0",
		"h1:vw+kbGfsMcKk69AdQsjpdhlZK0LI/07Y+292noB9F+8=",
	}
)

// moduleDir returns where a module of go.mod lies in the module cache.
func moduleDir(path string) (string, error) {
	if _, err := goCommand("mod", "download", path); err != nil {
		return "", err
	}
	out, err := goCommand("list", "-m", "-f", "{{.Dir}}", path)
	if err != nil {
		return "", err
	}
	dir := strings.TrimSpace(out)
	if dir == "" {
		return "", fmt.Errorf("module %s is not in the module cache: run go mod download", path)
	}
	return dir, nil
}

// dir downloads the module if needed, checks its sum and returns its place.
func (p pinned) dir() (string, error) {
	out, err := goCommand("mod", "download", "-json", p.path+"@"+p.version)
	if err != nil {
		return "", err
	}
	var got struct{ Dir, Sum, Error string }
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		return "", fmt.Errorf("read the answer of go mod download for %s: %w", p.path, err)
	}
	if got.Error != "" {
		return "", fmt.Errorf("download %s@%s: %s", p.path, p.version, got.Error)
	}
	if got.Sum != p.sum {
		return "", fmt.Errorf("module %s@%s has sum %s, want %s: do not build with it", p.path, p.version, got.Sum, p.sum)
	}
	return got.Dir, nil
}

func goCommand(args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return string(out), nil
}
