package download

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cachedir"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// TestRepository takes the newest chart of a range, and neither one that the index does not have nor another than it names.
func TestRepository(t *testing.T) {
	index := `apiVersion: v1
entries:
  web:
  - {name: web, version: 1.2.9, urls: [web-1.2.9.tgz]}
  - {name: web, version: 1.2.3, urls: [web-1.2.3.tgz], digest: "00"}
`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/charts/index.yaml" {
			fmt.Fprint(w, index)
			return
		}
		_, _ = w.Write(packed(t, strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/charts/web-"), ".tgz")))
	}))
	defer server.Close()
	from, repository := Way{Cache: t.TempDir()}, server.URL+"/charts"
	if archive, err := from.Chart(repository, "web", "1.2.x"); err != nil || versionOf(t, archive) != "1.2.9" {
		t.Errorf("%d bytes, %v", len(archive), err)
	}
	if _, err := from.Chart(repository, "web", "1.2.3"); fault.Of(err) != fault.ChartDiffers {
		t.Errorf("another archive than the index names: %v", err)
	}
	if _, err := from.Chart(repository, "web", "2.0.0"); err == nil || executor.OutlookOf(err, nil) != executor.Lasting || !strings.Contains(err.Error(), "has no chart web of version 2.0.0") {
		t.Errorf("got %v", err)
	}
	server.Close()
	if _, err := from.Chart(repository, "web", "1.2.9"); fault.Of(err) != fault.ChartMissing || executor.OutlookOf(err, nil) == executor.Lasting {
		t.Errorf("got %v", err)
	}
	if _, err := from.URL("ftp://example.com/chart.tgz"); err == nil {
		t.Error("a chart was fetched by ftp")
	}
}

// packed is a chart of a version.
func packed(t *testing.T, version string) []byte {
	t.Helper()
	dir := t.TempDir()
	path, err := chartutil.Save(&chart.Chart{Metadata: &chart.Metadata{APIVersion: "v2", Name: "web", Version: version}}, dir)
	if err != nil {
		t.Fatal(err)
	}
	archive, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

func versionOf(t *testing.T, archive []byte) string {
	t.Helper()
	loaded, err := loader.LoadArchive(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	return loaded.Metadata.Version
}

// TestWhatIsNoChartIsRefused by its address, at once, and is not kept; what an earlier kaaslab kept of that is fetched anew.
func TestWhatIsNoChartIsRefused(t *testing.T) {
	answer := []byte("<html>log in to the guest network</html>")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(answer) }))
	defer server.Close()
	path := filepath.Join(t.TempDir(), "web.tgz")
	fetch := func() ([]byte, error) { return Way{}.URL(server.URL + "/web.tgz") }
	_, err := Kept(path, fetch)
	if err == nil || executor.OutlookOf(err, nil) != executor.Lasting || !strings.Contains(err.Error(), server.URL+"/web.tgz answers with is no packed chart") {
		t.Errorf("got %v", err)
	}
	if _, err := cachedir.File(path, func() ([]byte, error) { return answer, nil }); err != nil {
		t.Fatal(err)
	}
	answer = packed(t, "1.0.0")
	for range 2 {
		if archive, err := Kept(path, fetch); err != nil || !bytes.Equal(archive, answer) {
			t.Errorf("%d bytes, %v", len(archive), err)
		}
	}
}

// TestWay: charts are downloaded by the transport of a lab, if it has one.
func TestWay(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(packed(t, "1.0.0")) }))
	defer server.Close()
	if _, err := (Way{}).URL(server.URL); err == nil {
		t.Error("a stranger is trusted")
	}
	if _, err := (Way{Transport: server.Client().Transport.(*http.Transport)}).URL(server.URL); err != nil {
		t.Error(err)
	}
}
