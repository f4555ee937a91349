package install

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/adrg/xdg"
	clusterctlv1 "sigs.k8s.io/cluster-api/cmd/clusterctl/api/v1alpha3"
	clusterctl "sigs.k8s.io/cluster-api/cmd/clusterctl/client"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/pinned"
	"github.com/kaaslab/kaaslab/planner"
)

const metadata = `apiVersion: clusterctl.cluster.x-k8s.io/v1alpha3
kind: Metadata
releaseSeries: [{major: 1, minor: 14, contract: v1beta2}]
`

// releases serves what GitHub would, as far as the library reads it, and counts what was asked for.
func releases(t *testing.T) (repository, *atomic.Int32) {
	t.Helper()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		version := filepath.Base(filepath.Dir(r.URL.Path))
		text := "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: manager, namespace: system}\n" +
			"spec: {template: {spec: {containers: [{name: manager, image: \"registry.example.com/manager:" + version + "\"}]}}}\n---\nkind: Namespace\napiVersion: v1\nmetadata: {name: system}\n"
		for _, p := range providers {
			if filepath.Base(r.URL.Path) == p.file {
				text += "# " + p.label + "\n"
			}
		}
		if strings.HasSuffix(r.URL.Path, "/metadata.yaml") {
			text = metadata
		}
		_, _ = w.Write([]byte(text))
	}))
	t.Cleanup(server.Close)
	return repository{cache: t.TempDir(), clusterAPI: server.URL + "/capi/", certManager: server.URL + "/cert-manager/"}, &requests
}

func silent(string) {}

// TestHazardH21 downloads each component once: neither another run nor another lab asks for it again.
func TestHazardH21(t *testing.T) {
	r, requests := releases(t)
	attrs := planner.ClusterAPI{Version: "v1.14.2"}
	const files = 9 // four providers with their metadata, and cert-manager
	for range 2 {
		if err := r.fetch(t.Context(), attrs, silent); err != nil || requests.Load() != files {
			t.Fatalf("%d requests, want %d (%v)", requests.Load(), files, err)
		}
	}
	damaged := r.components(attrs.Version)[1].path
	if err := os.WriteFile(damaged, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.fetch(t.Context(), attrs, silent); err != nil || requests.Load() != files+1 {
		t.Errorf("%d requests for a damaged file, want 1 (%v)", requests.Load()-files, err)
	}
	if s, err := r.source(t.Context(), attrs); err != nil || s.certVersion != certManagerVersion || !strings.HasPrefix(s.providers["cluster-api"], "file://"+r.cache) {
		t.Errorf("%+v, %v", s, err)
	}
	own := planner.ClusterAPI{Version: "v1.14.2", Repository: writeRepository(t, certManagerVersion)}
	if err := r.fetch(t.Context(), own, silent); err != nil || requests.Load() != files+1 {
		t.Errorf("a lab with a repository of its own asks the network (%v)", err)
	}
}

// TestPageInsteadOfARelease: what a proxy answers is neither kept nor installed.
func TestPageInsteadOfARelease(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>log in")) }))
	defer server.Close()
	r := repository{cache: t.TempDir(), clusterAPI: server.URL + "/", certManager: server.URL + "/"}
	err := r.fetch(t.Context(), planner.ClusterAPI{Version: "v1.14.2"}, silent)
	if err == nil || !strings.Contains(err.Error(), "is a proxy in between?") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(r.components("v1.14.2")[0].path); err == nil {
		t.Error("it was kept")
	}
}

// TestComponentsHaveToHaveTheDigestThatIsKnown: neither what is downloaded nor what was kept is taken with another one, and
// nobody tries again by himself.
func TestComponentsHaveToHaveTheDigestThatIsKnown(t *testing.T) {
	const version = "v1.14.2"
	sum := sha256.Sum256([]byte(metadata))
	name, right, wrong := "cluster-api/"+version+"/metadata.yaml", hex.EncodeToString(sum[:]), strings.Repeat("0", 64)
	r, _ := releases(t)
	r.pins = pinned.Table{name: wrong}
	check := func() {
		t.Helper()
		err := r.fetch(t.Context(), planner.ClusterAPI{Version: version}, silent)
		if fault.Of(err) != fault.WrongDownload || executor.OutlookOf(err, nil) != executor.Lasting || !strings.Contains(err.Error(), right) || !strings.Contains(err.Error(), wrong) {
			t.Errorf("got %v, want a final error with both digests", err)
		}
	}
	check()
	for _, c := range r.components(version) {
		if _, err := os.Stat(c.path); c.name == name && err == nil {
			t.Errorf("%s was kept", c.path)
		}
	}
	r.pins = pinned.Table{name: right}
	if err := r.fetch(t.Context(), planner.ClusterAPI{Version: version}, silent); err != nil {
		t.Fatal(err)
	}
	r.pins = pinned.Table{name: wrong} // as if a later kaaslab knew better
	check()
	for _, file := range r.components(version) {
		if !slices.Contains(pinned.ClusterAPI(version), file.name) {
			t.Errorf("%s has no name by which it could be pinned", file.address)
		}
	}
}

// TestConfigOfTheUser: the library makes no directory in the home of the user, whatever it reads.
func TestConfigOfTheUser(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv(configVariable, "") // the test's own may be set
	if err := os.Unsetenv(configVariable); err != nil {
		t.Fatal(err)
	}
	xdg.Reload()
	r, _ := releases(t)
	attrs := planner.ClusterAPI{Version: "v1.14.2"}
	if err := r.fetch(t.Context(), attrs, silent); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "clusterctl")
	ctx, leave, err := enter(t.Context(), config, silent)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	opened, err := openLibrary(ctx, r, attrs, config)
	if err != nil {
		t.Fatal(err)
	}
	components, err := opened.(interface {
		GetProviderComponents(context.Context, string, clusterctlv1.ProviderType, clusterctl.ComponentsOptions) (clusterctl.Components, error)
	}).GetProviderComponents(ctx, "cluster-api", clusterctlv1.CoreProviderType, clusterctl.ComponentsOptions{})
	if err != nil || components.Version() != attrs.Version {
		t.Errorf("the library does not read the components: %v", err)
	}
	if entries, err := os.ReadDir(home); err != nil || len(entries) > 0 {
		t.Errorf("in the home of the user there is now %v (%v)", entries, err)
	}
	if _, isSet := os.LookupEnv(configVariable); isSet {
		t.Error("the environment has changed")
	}
}
