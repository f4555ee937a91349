package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/lab/snapshot"
)

const (
	diskLab = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
addonProfiles:
%sworkloadClusters:
- {name: real, infrastructure: simulated, labels: {web: "yes"}, workers: [{name: md-0, replicas: 1}]}
`
	diskProfiles = `- name: web
  clusterSelector: {matchLabels: {web: "yes"}}
  helmCharts:
  - {chart: ./charts/web, release: web, values: {replicas: 1}}
  - {chart: ./charts/web.tgz, release: packed, namespace: packed, values: {replicas: 1}}
`
	otherProfile = `- name: other
  clusterSelector: {matchLabels: {web: "no"}}
  manifests: [./other.yaml]
`
)

// TestLabChartsFromDiskAreInstalledUpgradedAndRemoved: a chart beside the lab file, as a directory and as an archive, needs no
// repository. An edit of a template is a change of the plan and an upgrade on the cluster, a restart in between loses
// nothing, and a chart that the file names no more goes.
func TestLabChartsFromDiskAreInstalledUpgradedAndRemoved(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	l.requireSveltos()
	l.chartFile("Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
	l.chartFile("templates/web.yaml", chartTemplate)
	packed := packChart(t, map[string]string{"web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 2.0.0\n", "web/templates/web.yaml": chartTemplate})
	if err := os.WriteFile(filepath.Join(l.dir, "charts", "web.tgz"), packed, 0o600); err != nil {
		t.Fatal(err)
	}
	l.write(fmt.Sprintf(diskLab, diskProfiles))
	l.must(exitDone, "apply", "--yes")
	l.wantAddon("real", "web", snapshot.Ready)
	l.wantRunning("real", 1)
	if n := l.workload("real").deploymentsIn("packed"); n != 1 {
		t.Errorf("the chart from an archive has made %d Deployments, want 1", n)
	}
	l.matches()

	l.chartFile("templates/web.yaml", strings.Replace(chartTemplate, ".Values.replicas }}", ".Values.replicas | add 1 }}", 1))
	if plan := l.must(exitDone, "plan"); !strings.Contains(plan, "1.0.0-sha") || strings.Contains(plan, "2.0.0-sha") {
		t.Errorf("the plan does not name the chart whose template was edited, and only that:\n%s", plan)
	}
	l.killEmbedded()
	l.must(exitDone, "apply", "--yes")
	l.wantAddon("real", "web", snapshot.Ready)
	l.wantRunning("real", 2)
	l.matches()

	l.writeAs("other.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n")
	l.write(fmt.Sprintf(diskLab, otherProfile))
	l.must(exitDone, "apply", "--yes")
	l.matches()
	for _, namespace := range []string{"default", "packed"} {
		if n := l.workload("real").deploymentsIn(namespace); n != 0 {
			t.Errorf("%d Deployments are left in namespace %s of charts that the lab has no more", n, namespace)
		}
	}
}

func (w workload) deploymentsIn(namespace string) int {
	w.Helper()
	all, err := w.AppsV1().Deployments(namespace).List(context.Background(), metav1.ListOptions{})
	if err != nil {
		w.Fatal(err)
	}
	return len(all.Items)
}

func (l *labTest) chartFile(name, text string) {
	l.Helper()
	path := filepath.Join(l.dir, "charts", "web", name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		l.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		l.Fatal(err)
	}
}
