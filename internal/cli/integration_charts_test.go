package cli

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kaaslab/kaaslab/lab/snapshot"
)

const (
	chartLab = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
addonProfiles:
- name: web
  syncMode: ContinuousWithDriftDetection
  clusterSelector: {matchLabels: {web: "yes"}}
  helmCharts:
  - {repositoryURL: %s, chart: example/web, version: 1.0.0, release: web, namespace: default, values: {replicas: %s}}
workloadClusters:
- {name: real, infrastructure: simulated, labels: {web: "yes"}, workers: [{name: md-0, replicas: 1}]}
`
	noReplicas    = `"", note: none`
	chartTemplate = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: {{ required "say how many replicas of web you want" .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example.org/web:1}]}
`
)

// TestLabChartsAreInstalledOnSimulatedClusters: a chart that cannot be installed says why in apply and in status, in its
// own words; mended, it comes to run; a changed value is an upgrade; a change by hand is put right; and values that go are
// those of the chart again.
func TestLabChartsAreInstalledOnSimulatedClusters(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	l.requireSveltos()
	repository := l.serveChart()
	l.write(strings.Replace(fmt.Sprintf(chartLab, repository, "1"), `labels: {web: "yes"}, `, "", 1))
	l.must(exitDone, "apply", "--yes")
	l.write(fmt.Sprintf(chartLab, repository, noReplicas))
	failed := l.run("apply", "--yes", "--timeout", "45s") // the end of a failing chart: it is tried for ever
	const words = "say how many replicas of web you want"
	if failed.code == exitDone || !strings.Contains(failed.stdout+failed.stderr, words) {
		t.Errorf("apply of a chart that fails ends with %d and does not say %q:\n%s%s", failed.code, words, failed.stdout, failed.stderr)
	}
	if said := l.must(exitDone, "status", "-o", "json"); !strings.Contains(said, words) {
		t.Errorf("status does not say %q:\n%s", words, said)
	}
	eventually(l.T, 2*time.Minute, "Sveltos gives up for a while", func() bool { return l.hasAddon("real", "web", snapshot.Failed) })

	l.write(fmt.Sprintf(chartLab, repository, "2"))
	l.must(exitDone, "apply", "--yes")
	l.wantAddon("real", "web", snapshot.Ready)
	l.wantRunning("real", 2)
	l.write(fmt.Sprintf(chartLab, repository, "3"))
	l.must(exitDone, "apply", "--yes")
	l.wantRunning("real", 3)
	l.matches()

	ctx, deployments := context.Background(), l.workload("real").AppsV1().Deployments("default")
	l.putRight(func(attempt int) error {
		_, err := deployments.Patch(ctx, "web", types.MergePatchType, fmt.Appendf(nil, `{"spec": {"replicas": %d}}`, 4+attempt), metav1.PatchOptions{})
		return err
	}, func() bool {
		web, err := deployments.Get(ctx, "web", metav1.GetOptions{})
		return err == nil && *web.Spec.Replicas == 3
	})

	// Values that are not in the file any more are gone: Helm by itself would go on with those of before.
	l.write(strings.Replace(fmt.Sprintf(chartLab, repository, "3"), ", values: {replicas: 3}", "", 1))
	l.must(exitDone, "apply", "--yes", "--wait=false")
	eventually(l.T, 5*time.Minute, "the chart misses a value again", func() bool {
		return strings.Contains(l.must(exitDone, "status", "-o", "json"), words)
	})
}

// serveChart is a repository with one chart, whose host nobody finds but through the proxy of the shell, which is on loopback.
func (l *labTest) serveChart() string {
	l.Helper()
	chart := packChart(l.T, map[string]string{
		"web/Chart.yaml":         "apiVersion: v2\nname: web\nversion: 1.0.0\n",
		"web/templates/web.yaml": chartTemplate,
	})
	mux := http.NewServeMux()
	proxy := httptest.NewServer(mux)
	l.Cleanup(proxy.Close)
	l.env = append(l.env, "HTTP_PROXY="+proxy.URL)
	const repository = "http://charts.example.com"
	mux.HandleFunc("charts.example.com/index.yaml", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "apiVersion: v1\nentries:\n  web:\n  - {apiVersion: v2, name: web, version: 1.0.0, urls: [%s/web-1.0.0.tgz]}\n", repository)
	})
	mux.HandleFunc("charts.example.com/web-1.0.0.tgz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(chart) })
	return repository
}

func packChart(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	archive := tar.NewWriter(zipped)
	for name, text := range files {
		if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}
