package install

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/pinned"
	"github.com/kaaslab/kaaslab/planner"
)

func writeRepository(t *testing.T, versions ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, p := range providers {
		write(t, filepath.Join(root, p.label, "v1.14.2", p.file))
		write(t, filepath.Join(root, p.label, "v1.14.2", "metadata.yaml"))
	}
	for _, version := range versions {
		write(t, filepath.Join(root, certManager, version, "cert-manager.yaml"))
	}
	return root
}

func write(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestHazardH13 pins every version: nothing is installed that the lab file and this program do not name.
func TestHazardH13(t *testing.T) {
	r := repository{cache: "/cache", clusterAPI: clusterAPIReleases, certManager: certManagerReleases}
	for _, c := range r.components("v1.14.2") {
		if !strings.Contains(c.address, "/v1.14.2/") && !strings.Contains(c.address, "/"+certManagerVersion+"/") {
			t.Errorf("%s comes from %s", c.path, c.address)
		}
	}
}

func TestLocalRepository(t *testing.T) {
	for want, versions := range map[string][]string{
		"v1.2.3":           {"v1.2.3"},
		certManagerVersion: {"v1.2.3", certManagerVersion},
	} {
		s, err := (repository{}).source(t.Context(), planner.ClusterAPI{Version: "v1.14.2", Repository: writeRepository(t, versions...)})
		if err != nil || s.certVersion != want || !strings.HasPrefix(s.providers["cluster-api"], "file:///") {
			t.Errorf("%v: %+v, %v", versions, s, err)
		}
	}
}

func TestIncompleteRepository(t *testing.T) {
	for want, attrs := range map[string]planner.ClusterAPI{
		"v1.14.3":            {Version: "v1.14.3", Repository: writeRepository(t, certManagerVersion)},
		"holds 2 versions":   {Version: "v1.14.2", Repository: writeRepository(t, "v1.2.3", "v1.2.4")},
		"is not complete":    {Version: "v1.14.2", Repository: t.TempDir()},
		certManager + ": no": {Version: "v1.14.2", Repository: writeRepository(t)},
	} {
		if _, err := (repository{}).source(t.Context(), attrs); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error has no %q: %v", want, err)
		}
	}
}

func TestCertManagerOfTheDigests(t *testing.T) {
	if certManagerVersion != pinned.CertManager {
		t.Errorf("the library installs cert-manager %s, and internal/pinned speaks of %s", certManagerVersion, pinned.CertManager)
	}
}
