package spec

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const chartLab = head + "workloadClusters: [{name: a, labels: {a: b}}]\naddonProfiles: [{name: p, clusterSelector: {matchLabels: {a: b}}, helmCharts: [{chart: ./app, release: r}]}]\n"

// TestChartsAreTheirFiles: times and the order of files change nothing, what .helmignore names neither, and any other byte does.
func TestChartsAreTheirFiles(t *testing.T) {
	dir := chartDirectory(t)
	first := loadChart(t, dir)
	touch(t, dir, "app/notes/of/mine", "ignored")
	if err := os.Chtimes(filepath.Join(dir, "app/Chart.yaml"), time.Unix(0, 0), time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	if again := loadChart(t, dir); again != first {
		t.Errorf("the same files give versions %s and %s", first.Version, again.Version)
	}
	touch(t, dir, "app/templates/a.yaml", "kind: Other\n")
	other := loadChart(t, dir)
	if other.Version == first.Version || other.Archive == first.Archive {
		t.Errorf("another template keeps version %s", other.Version)
	}
	if err := os.RemoveAll(filepath.Join(dir, "app")); err != nil {
		t.Fatal(err)
	}
	touch(t, dir, "app", other.Archive)
	if archived := loadChart(t, dir); archived.Name != "app" || !strings.HasPrefix(archived.Version, other.Version) {
		t.Errorf("the archive of version %s is read as %s %s", other.Version, archived.Name, archived.Version)
	}
}

// TestChartsDoNotLeadOut: a link may name another file of the chart, and nothing beyond it.
func TestChartsDoNotLeadOut(t *testing.T) {
	for link, refused := range map[string]bool{"Chart.yaml": false, "../secret": true, "/etc/hostname": true, "templates": true, "none": true} {
		dir := chartDirectory(t)
		touch(t, dir, "secret", "not yours")
		if err := os.Symlink(link, filepath.Join(dir, "app", "link")); err != nil {
			t.Fatal(err)
		}
		_, _, err := Load(filepath.Join(dir, "lab.yaml"), nil)
		if (err != nil) != refused || err != nil && !strings.Contains(err.Error(), "link") {
			t.Errorf("a link to %s: error %v, want one: %v", link, err, refused)
		}
	}
}

// TestChartsThatDoNotFitAreRefused with what can be done.
func TestChartsThatDoNotFitAreRefused(t *testing.T) {
	dir := chartDirectory(t)
	touch(t, dir, "app/files/large", random(2<<20))
	if _, _, err := Load(filepath.Join(dir, "lab.yaml"), nil); err == nil || !strings.Contains(err.Error(), ".helmignore") {
		t.Errorf("a chart of 2 MiB: error %v", err)
	}
	touch(t, dir, "app/files/large", strings.Repeat("x", mostUnpacked))
	if _, _, err := Load(filepath.Join(dir, "lab.yaml"), nil); err == nil || !strings.Contains(err.Error(), "16 MiB") {
		t.Errorf("a chart of 16 MiB that packs well: error %v", err)
	}
}

// random is text that does not pack well.
func random(size int) string {
	text, state := make([]byte, size), uint32(1)
	for i := range text {
		state = state*1664525 + 1013904223
		text[i] = byte(state >> 24)
	}
	return string(text)
}

func chartDirectory(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	touch(t, dir, "lab.yaml", chartLab)
	touch(t, dir, "app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n")
	touch(t, dir, "app/templates/a.yaml", "kind: One\n")
	touch(t, dir, "app/.helmignore", "# mine\nnotes/\n")
	return dir
}

func touch(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func loadChart(t *testing.T, dir string) PackedChart {
	t.Helper()
	lab, _, err := Load(filepath.Join(dir, "lab.yaml"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return *lab.AddonProfiles[0].HelmCharts[0].Packed
}
