package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/lab/snapshot"
)

const everythingLab = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
addonProfiles:
- name: everything
  clusterSelector: {matchLabels: {everything: "yes"}}
  helmCharts:
  - {repositoryURL: %s, chart: example/everything, version: 1.0.0, release: everything, namespace: default}
workloadClusters:
- name: real
  infrastructure: simulated
  labels: {everything: "yes"}
  workers: [{name: md-0, replicas: 1, machine: {cpu: 6, memory: 12Gi}}]
`

// TestLabChartWithEverythingIsInstalledOnASimulatedCluster: one of each kind that charts bring comes to run, or says what
// there is not.
func TestLabChartWithEverythingIsInstalledOnASimulatedCluster(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	l.requireSveltos()
	l.write(fmt.Sprintf(everythingLab, serveEverything(t)))
	l.must(exitDone, "apply", "--yes")
	l.wantAddon("real", "everything", snapshot.Ready)
	ctx, w := context.Background(), l.workload("real")
	service, err := w.CoreV1().Services("default").Get(ctx, "web", metav1.GetOptions{})
	if err != nil || len(service.Status.LoadBalancer.Ingress) != 1 {
		t.Errorf("the load balancer is %+v, %v; want an address", service, err)
	}
	claims, err := w.CoreV1().PersistentVolumeClaims("default").List(ctx, metav1.ListOptions{})
	if err != nil || len(claims.Items) == 0 || claims.Items[0].Status.Phase != corev1.ClaimBound {
		t.Errorf("claims are %+v, %v; want them bound", claims, err)
	}
	nodes, err := w.CoreV1().Nodes().List(ctx, metav1.ListOptions{LabelSelector: "!node-role.kubernetes.io/control-plane"})
	if err != nil || len(nodes.Items) != 1 || nodes.Items[0].Status.Capacity.Cpu().Value() != 6 {
		t.Errorf("nodes are %+v, %v; want one with 6 processors", nodes, err)
	}
	eventually(t, time.Minute, "all pods run", func() bool { return l.cluster("real").Pods.Running == l.cluster("real").Pods.Wanted })
	status := l.cluster("real")
	if status.Pods.Wanted < 8 || len(status.Pods.Waiting) > 0 {
		t.Errorf("pods are %+v, want 8 and more that run", status.Pods)
	}
	if want := "ValidatingWebhookConfiguration everything"; len(status.Unanswered) != 1 || status.Unanswered[0] != want {
		t.Errorf("passed over are %q, want %q", status.Unanswered, want)
	}
	l.matches()
}

// cluster is what status says of a cluster.
func (l *labTest) cluster(name string) snapshot.Cluster {
	l.Helper()
	var status snapshot.Status
	if err := json.Unmarshal([]byte(l.must(exitDone, "status", "-o", "json")), &status); err != nil {
		l.Fatal(err)
	}
	for _, c := range status.WorkloadClusters {
		if c.Name == name && c.Pods != nil {
			return c
		}
	}
	l.Fatalf("status has no pods of cluster %s: %+v", name, status)
	return snapshot.Cluster{}
}

// serveEverything is a repository with the chart, on loopback.
func serveEverything(t *testing.T) string {
	t.Helper()
	files := map[string]string{"everything/Chart.yaml": "apiVersion: v2\nname: everything\nversion: 1.0.0\n"}
	for from, to := range map[string]string{"crd.yaml": "everything/crds/crd.yaml", "templates.yaml": "everything/templates/all.yaml"} {
		text, err := os.ReadFile("testdata/everything/" + from)
		if err != nil {
			t.Fatal(err)
		}
		files[to] = string(text)
	}
	chart := packChart(t, files)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".tgz") {
			_, _ = w.Write(chart)
			return
		}
		fmt.Fprintf(w, "apiVersion: v1\nentries:\n  everything:\n  - {apiVersion: v2, name: everything, version: 1.0.0, urls: [http://%s/everything.tgz]}\n", r.Host)
	}))
	t.Cleanup(server.Close)
	return server.URL
}
