package spec

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func writeFile(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadFindsFilesBesideTheLab(t *testing.T) {
	directory := t.TempDir()
	writeFile(t, filepath.Join(directory, "a.yaml"), "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n")
	text := head + "managementCluster: {provider: existing, kubeconfig: ./k, context: c, clusterAPI: {repository: r}, sveltos: {chart: ../chart}}\nworkloadClusters: [{name: a, manifests: [./a.yaml]}]\n"
	lab, _, err := Load(writeFile(t, filepath.Join(directory, "lab.yaml"), text), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []ManifestFile{{
		Path: "./a.yaml", Content: "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n",
		Objects: []map[string]any{{"apiVersion": "v1", "kind": "Secret", "metadata": map[string]any{"name": "x"}}},
		Lines:   []int{1},
	}}
	if diff := cmp.Diff(want, lab.WorkloadClusters[0].Files); diff != "" {
		t.Error(diff)
	}
	m := lab.ManagementCluster
	got := []string{m.Kubeconfig, m.ClusterAPI.Repository, m.Sveltos.Chart}
	paths := []string{filepath.Join(directory, "k"), filepath.Join(directory, "r"), filepath.Join(filepath.Dir(directory), "chart")}
	if diff := cmp.Diff(paths, got); diff != "" {
		t.Error(diff)
	}
}

func TestLoadReadsStandardInput(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "a.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n")
	lab, _, err := Load("-", strings.NewReader(head+"workloadClusters: [{name: a, manifests: [./a.yaml]}]\n"))
	if err != nil || len(lab.WorkloadClusters[0].Files) != 1 {
		t.Errorf("got %+v, %v", lab, err)
	}
	_, _, err = Load("-", strings.NewReader("hots: {}"))
	if err == nil || !strings.HasPrefix(err.Error(), "stdin:1:1: ") {
		t.Errorf("got %v", err)
	}
}

func TestLoadSaysHowToGetALab(t *testing.T) {
	_, _, err := Load(filepath.Join(t.TempDir(), "lab.yaml"), nil)
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "kaaslab init writes one") {
		t.Errorf("missing file: %v", err)
	}
	if _, _, err = Load(t.TempDir(), nil); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("directory: %v", err)
	}
	inFile := filepath.Join(writeFile(t, filepath.Join(t.TempDir(), "file"), ""), "lab.yaml")
	if _, _, err = Load(inFile, nil); err == nil || strings.Count(err.Error(), inFile) != 1 {
		t.Errorf("a file for a directory: %v", err)
	}
	for _, c := range []struct{ path, want string }{{"", "-f names no file; "}, {" x", `lab file " x" does not exist`}, {"a\nb", `lab file "a\nb" does not exist`}} {
		if _, _, err = Load(c.path, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.path, err)
		}
	}
}

func TestLoadDoesNotReadEndlessInput(t *testing.T) {
	_, _, err := Load("-", endless{})
	if err == nil || !strings.Contains(err.Error(), "is larger than 2 MiB") {
		t.Errorf("got %v", err)
	}
}

type endless struct{}

func (endless) Read(into []byte) (int, error) {
	for i := range into {
		into[i] = '#'
	}
	return len(into), nil
}

func TestHomeIsKnown(t *testing.T) {
	t.Setenv("HOME", "/home/somebody")
	for path, want := range map[string]string{"~/.kube/config": "/home/somebody/.kube/config", "/etc/k": "/etc/k", "k": "/lab/k"} {
		if got := resolve("/lab", path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}
