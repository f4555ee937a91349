package install

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/registry"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cachedir"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/pinned"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

const controller = `apiVersion: apps/v1
kind: Deployment
metadata: {name: addon-controller, namespace: projectsveltos}
spec:
  replicas: 1
  selector: {matchLabels: {app: addon-controller}}
  template:
    metadata: {labels: {app: addon-controller}}
    spec:
      containers:
      - name: controller
        image: example.com/controller
        args: ["--central={{ .Values.agent.managementCluster }}", "--own={{ .Values.own }}"]
`

// writeChart writes a chart with one controller, with the values that Sveltos' has.
func writeChart(t *testing.T, version string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "chart")
	for name, text := range map[string]string{
		"Chart.yaml":                "apiVersion: v2\nname: projectsveltos\nversion: " + version + "\n",
		"values.yaml":               "agent: {managementCluster: false}\ntelemetry: {disabled: false}\nown: default\n",
		"templates/controller.yaml": controller,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFetch(t *testing.T) {
	h := &Handler{options: Options{Cache: t.TempDir()}}
	chart := writeChart(t, "1.2.3")
	if loaded, err := h.fetch(planner.Sveltos{Version: "1.2.3", Chart: chart}); err != nil || loaded.Name() != "projectsveltos" {
		t.Errorf("%v, %v", loaded, err)
	}
	_, err := h.fetch(planner.Sveltos{Version: "1.2.4", Chart: chart})
	if err == nil || !strings.Contains(err.Error(), "has version 1.2.3, and the lab file says 1.2.4") {
		t.Error(err)
	}
	if _, err := h.fetch(planner.Sveltos{Version: "1.2.3", Chart: "ftp://example.com/chart.tgz"}); err == nil {
		t.Error("a chart was fetched by ftp")
	}
}

// TestHazardH30 downloads an archive once, for all labs.
func TestHazardH30(t *testing.T) {
	cache, requests := t.TempDir(), 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests++
		_, _ = w.Write(packed(t, writeChart(t, "1.2.3")))
	}))
	defer server.Close()
	for _, lab := range []string{"one", "two"} {
		h := &Handler{options: Options{Lab: lab, Cache: cache}}
		loaded, err := h.fetch(planner.Sveltos{Version: "1.2.3", Chart: server.URL + "/chart.tgz"})
		if err != nil || loaded.Name() != "projectsveltos" || requests != 1 {
			t.Fatalf("lab %s: %v, downloaded %d times (%v)", lab, loaded, requests, err)
		}
	}
	if !registry.IsOCI("oci://example.com/a") {
		t.Error("helm has other words for registries")
	}
}

// TestHazardH32 turns telemetry off unless the lab says otherwise, and leaves the values of others.
func TestHazardH32(t *testing.T) {
	there := map[string]any{"own": "mine", "agent": map[string]any{"image": "other"}}
	values := valuesFor(planner.Sveltos{Mode: spec.SveltosCentralized}, there)
	if !telemetryOff.get(values) || !centralized.get(values) || values["own"] != "mine" || values["agent"].(map[string]any)["image"] != "other" {
		t.Errorf("%v", values)
	}
	if _, changed := there["telemetry"]; changed || len(there["agent"].(map[string]any)) != 1 {
		t.Errorf("the values of the release were changed: %v", there)
	}
	values = valuesFor(planner.Sveltos{Mode: spec.SveltosDistributed, Telemetry: true}, nil)
	if telemetryOff.get(values) || centralized.get(values) {
		t.Errorf("%v", values)
	}
}

// packed is the archive of a chart.
func packed(t *testing.T, dir string) []byte {
	t.Helper()
	loaded, err := loader.LoadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	path, err := chartutil.Save(loaded, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	archive, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

// TestChartHasToHaveTheDigestThatIsKnown also when it was kept by a kaaslab that did not know it.
func TestChartHasToHaveTheDigestThatIsKnown(t *testing.T) {
	loaded, err := loader.Load(writeChart(t, "1.2.3"))
	if err != nil {
		t.Fatal(err)
	}
	archive, err := chartutil.Save(loaded, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	h := &Handler{options: Options{Cache: t.TempDir()}}
	path := filepath.Join(h.options.Cache, cacheName("", "1.2.3"))
	if _, err := cachedir.File(path, func() ([]byte, error) { return content, nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := h.fetch(planner.Sveltos{Version: "1.2.3"}); err != nil {
		t.Fatalf("what is not pinned: %v", err)
	}
	h.pins = pinned.Table{pinned.Sveltos("1.2.3"): strings.Repeat("0", 64)}
	if _, err = h.fetch(planner.Sveltos{Version: "1.2.3"}); fault.Of(err) != fault.WrongDownload || executor.OutlookOf(err, nil) != executor.Lasting {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("it was kept")
	}
}
