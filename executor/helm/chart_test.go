package helm

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"helm.sh/helm/v3/pkg/registry"

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

// TestHazardH30 downloads an archive once.
func TestHazardH30(t *testing.T) {
	h := &Handler{options: Options{Cache: filepath.Join(t.TempDir(), "cache")}}
	downloads := 0
	download := func() ([]byte, error) { downloads++; return []byte("archive"), nil }
	for range 2 {
		path, err := h.cached("oci://example.com/a:b", "1.2.3", download)
		if data, _ := os.ReadFile(path); err != nil || string(data) != "archive" {
			t.Fatalf("%q, %v", data, err)
		}
	}
	if downloads != 1 {
		t.Errorf("downloaded %d times", downloads)
	}
	if err := checkDigest("link", []byte("archive"), "sha256:00"); err == nil {
		t.Error("another archive than the repository names was taken")
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
