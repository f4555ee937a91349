package k3d

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/cachedir"
)

// TestSystemImages: the release of an image tells what it runs, as it was kept; an image of no release does not.
func TestSystemImages(t *testing.T) {
	cache := t.TempDir()
	if _, err := cachedir.File(filepath.Join(cache, "k3s", "v1.36.1+k3s1-images.txt"), func() ([]byte, error) { return []byte("a/pause:1\na/coredns:2\n"), nil }); err != nil {
		t.Fatal(err)
	}
	digest := "@sha256:" + strings.Repeat("0", 64)
	for _, image := range []string{"rancher/k3s:v1.36.1-k3s1", "example.com:5000/k3s:v1.36.1-k3s1-arm64", "rancher/k3s:v1.36.1-k3s1" + digest} {
		if got, err := SystemImages(t.Context(), http.DefaultClient, cache, image); err != nil || !slices.Equal(got, []string{"a/pause:1", "a/coredns:2"}) {
			t.Errorf("%s: %q, %v", image, got, err)
		}
	}
	for _, image := range []string{"rancher/k3s:latest", "rancher/k3s", "example.com:5000/k3s:own"} {
		if _, err := SystemImages(t.Context(), http.DefaultClient, cache, image); err == nil || !strings.Contains(err.Error(), image) {
			t.Errorf("%s: %v", image, err)
		}
	}
}

func TestLeftOut(t *testing.T) {
	args := []string{"--tls-san=a", "--disable=traefik,metrics-server"}
	for image, want := range map[string]bool{
		"rancher/mirrored-library-traefik:3": true, "rancher/mirrored-metrics-server:v0": true, "rancher/mirrored-pause:3": false, "rancher/mirrored-coredns-coredns:1": false,
	} {
		if LeftOut(args, image) != want {
			t.Errorf("%s is left out: %t", image, !want)
		}
	}
}
