package download

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor"
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
		fmt.Fprint(w, r.URL.Path)
	}))
	defer server.Close()
	from := Repository{URL: server.URL + "/charts", Cache: t.TempDir()}
	if archive, err := from.Chart("web", "1.2.x"); err != nil || string(archive) != "/charts/web-1.2.9.tgz" {
		t.Errorf("%s, %v", archive, err)
	}
	if _, err := from.Chart("web", "1.2.3"); fault.Of(err) != fault.ChartDiffers {
		t.Errorf("another archive than the index names: %v", err)
	}
	if _, err := from.Chart("web", "2.0.0"); err == nil || executor.OutlookOf(err, nil) != executor.Lasting || !strings.Contains(err.Error(), "has no chart web of version 2.0.0") {
		t.Errorf("got %v", err)
	}
	server.Close()
	if _, err := from.Chart("web", "1.2.9"); fault.Of(err) != fault.ChartMissing || executor.OutlookOf(err, nil) == executor.Lasting {
		t.Errorf("got %v", err)
	}
	if _, err := URL("ftp://example.com/chart.tgz"); err == nil {
		t.Error("a chart was fetched by ftp")
	}
}
