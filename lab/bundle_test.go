package lab_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/kaaslab/kaaslab/lab"
)

// TestBundle: what a lab file names is beside it where the bundle is opened, and a bundle that is damaged is told apart.
func TestBundle(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"lab.yaml": "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: bundled\nmanagementCluster: {provider: embedded, manifests: [./own.yaml]}\n",
		"own.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own, namespace: default}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	options := lab.Options{StateDir: t.TempDir(), CacheDir: t.TempDir()}
	l, err := lab.Open(filepath.Join(dir, "lab.yaml"), options)
	if err != nil {
		t.Fatal(err)
	}
	bundle := filepath.Join(t.TempDir(), "lab.bundle")
	if err := l.Bundle(t.Context(), bundle, lab.BundleOptions{}); err != nil {
		t.Fatal(err)
	}
	far := filepath.Join(t.TempDir(), "far")
	if _, err := lab.OpenBundle(bundle, far, options); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(far, "own.yaml")); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(bundle, []byte("no bundle"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := lab.OpenBundle(bundle, filepath.Join(t.TempDir(), "none"), options); lab.Code(err) != "KL2022" {
		t.Errorf("of no bundle: %v", err)
	}
}
