package cli

import (
	"bufio"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kaaslab/kaaslab/lab/snapshot"
)

const failingLab = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
addonProfiles:
- name: value
  clusterSelector: {matchLabels: {web: "yes"}}
  helmCharts: [{chart: ./value, release: value}]
- name: schema
  clusterSelector: {matchLabels: {web: "yes"}}
  helmCharts: [{chart: ./schema, release: schema, values: {replicas: many}}]
- name: place
  clusterSelector: {matchLabels: {web: "yes"}}
  helmCharts: [{chart: ./place, release: place}]
- name: hook
  clusterSelector: {matchLabels: {web: "yes"}}
  helmCharts: [{chart: ./hook, release: hook}]
- name: manifest
  clusterSelector: {matchLabels: {web: "yes"}}
  manifests: [./unknown.yaml]
workloadClusters:
- {name: real, infrastructure: simulated, labels: {web: "yes"}}
`

const (
	inNoNamespace = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: nowhere}\n"
	// failingHook is one of upgrades too: after a failed install Sveltos upgrades, and a hook of the install alone would not run again.
	failingHook = `apiVersion: batch/v1
kind: Job
metadata: {name: before, annotations: {helm.sh/hook: "pre-install,pre-upgrade"}}
spec:
  activeDeadlineSeconds: 1
  template:
    spec:
      restartPolicy: Never
      nodeSelector: {nobody: has}
      containers: [{name: a, image: example.org/a:1}]
`
)

// failing are charts of which each fails in its own way.
var failing = map[string]map[string]string{
	"value":  {"templates/all.yaml": `{{ fail "set value to something" }}`},
	"schema": {"values.schema.json": `{"properties": {"replicas": {"type": "integer"}}}`},
	"place":  {"templates/all.yaml": inNoNamespace},
	"hook":   {"templates/all.yaml": failingHook},
}

// complaints are the words of chart or API by which each profile says why it fails.
var complaints = map[string]string{
	"value":    "set value to something",
	"schema":   "got string, want integer",
	"place":    `namespaces "nowhere" not found`,
	"hook":     "resource Job/default/before not ready",
	"manifest": `no matches for kind "Unknown"`,
}

// TestLabFailingChartsEachSayWhy: a value that a chart or its schema refuses, a namespace that is not there and a hook that
// fails are told apart in apply while it waits, in status and on the page, in the words of the chart or the API; and so is a
// Sveltos that has died.
func TestLabFailingChartsEachSayWhy(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	l.requireSveltos()
	for chart, files := range failing {
		l.inChart(chart, "Chart.yaml", "apiVersion: v2\nname: "+chart+"\nversion: 1.0.0\n")
		for name, text := range files {
			l.inChart(chart, name, text)
		}
	}
	l.writeAs("unknown.yaml", "apiVersion: example.org/v1\nkind: Unknown\nmetadata: {name: a, namespace: default}\n")
	l.write(failingLab)
	apply := l.startApply()
	apply.hears(complaints)
	status := ""
	eventually(t, patience, "status calls all add-ons failed, and says why", func() bool {
		status = l.must(exitDone, "status")
		return !slices.ContainsFunc(slices.Collect(maps.Keys(complaints)), func(profile string) bool { return !l.hasAddon("real", profile, snapshot.Failed) })
	})
	if missing := unsaid(status); len(missing) > 0 {
		t.Errorf("status does not say %q:\n%s", missing, status)
	}
	l.pageSays(complaints)

	l.killProgram("kaaslab-sveltos")
	apply.hears(map[string]string{"value": "Sveltos has ended: signal: killed"})
	apply.signal(syscall.SIGTERM)
	if code := apply.end(); code == exitDone {
		t.Error("apply of charts that fail ends well")
	}
}

// hears waits until apply has said of every profile what is expected of it.
func (r *running) hears(words map[string]string) {
	r.Helper()
	left := maps.Clone(words)
	if !r.until(1, func(e eventLine) bool {
		profile := e.Step[strings.LastIndex(e.Step, "/")+1:]
		if strings.Contains(e.Message, left[profile]) {
			delete(left, profile)
		}
		return len(left) == 0
	}) {
		r.Fatalf("apply ended before it said %q: %s", left, r.stderr)
	}
}

// unsaid are the complaints that are not in a text.
func unsaid(text string) []string {
	return slices.DeleteFunc(slices.Collect(maps.Values(complaints)), func(words string) bool { return strings.Contains(text, words) })
}

// pageSays opens the page as a browser does, and waits until it has been told why everything fails.
func (l *labTest) pageSays(words map[string]string) {
	l.Helper()
	page := l.command("ui", "--print")
	stdout, err := page.StdoutPipe()
	if err != nil {
		l.Fatal(err)
	}
	if err := page.Start(); err != nil {
		l.Fatal(err)
	}
	limit := time.AfterFunc(patience, func() { _ = page.Process.Kill() })
	defer func() {
		limit.Stop()
		_ = page.Process.Kill()
		_ = page.Wait()
	}()
	url, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		l.Fatal(err)
	}
	response, err := http.Get(strings.TrimSpace(url) + "events")
	if err != nil {
		l.Fatal(err)
	}
	defer response.Body.Close()
	left := maps.Clone(words)
	told := bufio.NewScanner(response.Body)
	told.Buffer(nil, 64<<20)
	for len(left) > 0 && told.Scan() {
		maps.DeleteFunc(left, func(_, words string) bool { return strings.Contains(told.Text(), strings.ReplaceAll(words, `"`, `\"`)) })
	}
	if len(left) > 0 {
		l.Errorf("the page is not told %q: %v", left, told.Err())
	}
}

func (l *labTest) inChart(chart, name, text string) {
	l.Helper()
	if err := os.MkdirAll(filepath.Dir(filepath.Join(l.dir, chart, name)), 0o700); err != nil {
		l.Fatal(err)
	}
	l.writeAs(chart+"/"+name, text)
}
