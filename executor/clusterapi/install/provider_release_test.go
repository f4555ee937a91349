package install

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// gitHub stands in for the host of releases, however it is asked for, and remembers what it was asked for.
func gitHub(t *testing.T) (transport *http.Transport, asked func() []string) {
	t.Helper()
	var mu sync.Mutex
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		paths = append(paths, r.Host+r.URL.Path)
		mu.Unlock()
		if strings.HasSuffix(r.URL.Path, "/metadata.yaml") {
			_, _ = w.Write([]byte(strings.Replace(metadata, "minor: 14", "minor: 1", 1)))
			return
		}
		_, _ = w.Write([]byte("apiVersion: v1\nkind: Namespace\nmetadata: {name: more-system}\n"))
	}))
	t.Cleanup(server.Close)
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", server.Listener.Addr().String())
	}
	return &http.Transport{DialTLSContext: dial}, func() []string {
		mu.Lock()
		defer mu.Unlock()
		slices.Sort(paths)
		return paths
	}
}

// TestProvidersThatTheLabFileAddsAreDownloaded: with what the lab has for downloads, once, and into a bundle, whatever names them.
func TestProvidersThatTheLabFileAddsAreDownloaded(t *testing.T) {
	transport, asked := gitHub(t)
	own := writeRepository(t, certManagerVersion)
	local := filepath.Join(t.TempDir(), "infrastructure-here", "v1.1.0", "infrastructure-components.yaml")
	put(t, local, "kind: Namespace")
	put(t, filepath.Join(filepath.Dir(local), "metadata.yaml"), metadata)
	attrs := planner.ClusterAPI{Version: "v1.14.2", Repository: own, Providers: []planner.ClusterAPIProvider{
		{Type: "infrastructure", Name: "made", Version: "v1.1.0", URL: "https://github.com/example/made/releases/latest/components.yaml"},
		{Type: "infrastructure", Name: "here", Version: "v1.1.0", URL: local},
	}}
	h := &Handler{from: repository{cache: t.TempDir(), transport: transport}}
	for range 2 {
		files, err := h.Files(t.Context(), attrs, silent)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{
			"infrastructure-made/v1.1.0/infrastructure-components.yaml", "infrastructure-made/v1.1.0/metadata.yaml",
			"infrastructure-here/v1.1.0/infrastructure-components.yaml", "infrastructure-here/v1.1.0/metadata.yaml",
		} {
			if len(files[name]) == 0 {
				t.Errorf("a bundle would lack %s", name)
			}
		}
	}
	want := []string{"github.com/example/made/releases/download/v1.1.0/components.yaml", "github.com/example/made/releases/download/v1.1.0/metadata.yaml"}
	if got := asked(); !slices.Equal(got, want) {
		t.Errorf("asked for %q, want %q", got, want)
	}
	client, err := openLibrary(t.Context(), h.from, attrs, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range wantedProviders(attrs) {
		if p.name == "made" {
			if part := p.part(t.Context(), client); part.Err != nil || len(part.Objects) == 0 {
				t.Errorf("the library reads %+v", part)
			}
		}
	}

	attrs.Providers = []planner.ClusterAPIProvider{{Type: "ipam", Name: "in-cluster", Version: "v1.1.0"}}
	if attrs.Repository = ""; !slices.ContainsFunc(h.from.wantedComponents(t.Context(), attrs), func(c component) bool {
		return strings.HasPrefix(c.address, "https://github.com/") && strings.HasSuffix(c.address, "/releases/download/v1.1.0/ipam-components.yaml")
	}) {
		t.Error("a provider that clusterctl knows is not downloaded")
	}
	attrs.Repository = own
	attrs.Providers = []planner.ClusterAPIProvider{{Type: "ipam", Name: "other", Version: "v1.1.0", URL: "https://gitlab.example.com/api/v4/projects/x/packages/generic/other/v1.1.0/ipam-components.yaml"}}
	if _, err := h.Files(t.Context(), attrs, silent); fault.Of(err) != fault.ProviderRepository || !strings.Contains(err.Error(), "which only clusterctl's library reads") {
		t.Errorf("a provider on another server: %v", err)
	}
}
