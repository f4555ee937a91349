package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	simulatedLab = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
workloadClusters:
- {name: real, infrastructure: simulated, serviceCIDR: 10.200.0.0/16, workers: [{name: md-0, replicas: 1}]}
- {name: hollow, infrastructure: inMemory}
`
	webDeployment = `{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 2,
"selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}},
"spec": {"containers": [{"name": "web", "image": "example.org/web:1"}]}}}}`
)

// TestLabSimulatedClusterRunsPods: what people apply to a simulated cluster comes to run, is there after a crash of the
// management cluster, and goes with the lab.
func TestLabSimulatedClusterRunsPods(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	l.write(simulatedLab)
	l.must(exitDone, "apply", "--yes")
	l.matches()
	l.wantAvailable("hollow", "real")
	l.applyAsKubectl("real", webDeployment)
	l.wantRunning("real", 2)
	if address := l.workload("real").service("kubernetes"); !strings.HasPrefix(address, "10.200.") {
		t.Errorf("the cluster's first Service is at %s, want an address of its serviceCIDR", address)
	}

	l.write(strings.Replace(simulatedLab, "replicas: 1", "replicas: 2", 1))
	l.must(exitDone, "apply", "--yes")
	l.killEmbedded()
	l.must(exitDone, "apply", "--yes")
	l.matches()
	l.wantRunning("real", 2)
	if nodes := l.workload("real").nodes(); nodes != 3 {
		t.Errorf("the cluster has %d nodes after it was scaled and the management cluster crashed, want 3", nodes)
	}

	ports := l.ports()
	l.must(exitDone, "destroy", "--yes")
	l.wantNothingLeft(ports)
}

// TestLabOfAnEarlierKaaslabKeepsItsClusters: which were in memory when the lab file named no infrastructure. The record of
// such a lab names no default.
func TestLabOfAnEarlierKaaslabKeepsItsClusters(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	const open = "apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nworkloadClusters:\n- {name: a}\n"
	l.write(strings.Replace(open, "name: a", "name: a, infrastructure: inMemory", 1))
	l.must(exitDone, "apply", "--yes")
	record := filepath.Join(l.state(), "kaaslab", "demo", "embedded", "kaaslab.json")
	text, err := os.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	earlier := strings.Replace(string(text), `,"default":"simulated"`, "", 1)
	if earlier == string(text) {
		t.Fatalf("the record names no default: %s", text)
	}
	if err := os.WriteFile(record, []byte(earlier), 0o600); err != nil {
		t.Fatal(err)
	}
	l.write(open)
	if plan := l.must(exitDone, "plan", "--detailed-exitcode"); !strings.Contains(plan, "a: in memory, as all clusters without infrastructure were") {
		t.Errorf("the plan does not say what is kept:\n%s", plan)
	}
	l.killEmbedded()
	l.must(exitDone, "apply", "--yes")
	l.write(open + "- {name: b, infrastructure: simulated}\n")
	l.must(exitDone, "apply", "--yes")
	l.wantAvailable("a", "b")
	if classes := l.names(classResource); len(classes) != 2 {
		t.Errorf("cluster classes: %v, want one for each infrastructure", classes)
	}
	l.must(exitDone, "destroy", "--yes")
}

// workload is a workload cluster, reached by the file that kaaslab wrote.
type workload struct {
	*labTest
	kubernetes.Interface
}

func (l *labTest) workload(cluster string) workload {
	l.Helper()
	files, _ := filepath.Glob(filepath.Join(l.state(), "kaaslab", "*", "kubeconfigs", cluster+".kubeconfig"))
	if len(files) != 1 {
		l.Fatalf("the kubeconfigs of cluster %s are %v, want one", cluster, files)
	}
	config, err := clientcmd.BuildConfigFromFlags("", files[0])
	if err != nil {
		l.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		l.Fatal(err)
	}
	return workload{l, client}
}

func (w workload) service(name string) string {
	w.Helper()
	service, err := w.CoreV1().Services("default").Get(context.Background(), name, metav1.GetOptions{})
	if err != nil {
		w.Fatal(err)
	}
	return service.Spec.ClusterIP
}

func (w workload) nodes() int {
	w.Helper()
	nodes, err := w.CoreV1().Nodes().List(context.Background(), metav1.ListOptions{})
	if err != nil {
		w.Fatal(err)
	}
	return len(nodes.Items)
}

// applyAsKubectl is kubectl apply --server-side of a Deployment.
func (l *labTest) applyAsKubectl(cluster, deployment string) {
	l.Helper()
	options := metav1.PatchOptions{FieldManager: "kubectl", FieldValidation: metav1.FieldValidationStrict}
	_, err := l.workload(cluster).AppsV1().Deployments("default").Patch(context.Background(), "web", types.ApplyPatchType, []byte(deployment), options)
	if err != nil {
		l.Fatal(err)
	}
}

// wantRunning watches until so many pods of the Deployment run.
func (l *labTest) wantRunning(cluster string, pods int) {
	l.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	w := l.workload(cluster)
	watch, err := w.AppsV1().Deployments("default").Watch(ctx, metav1.ListOptions{FieldSelector: "metadata.name=web"})
	if err != nil {
		l.Fatal(err)
	}
	defer watch.Stop()
	for event := range watch.ResultChan() {
		if d, ok := event.Object.(*appsv1.Deployment); ok && int(d.Status.AvailableReplicas) == pods {
			break
		}
	}
	list, err := w.CoreV1().Pods("default").List(context.Background(), metav1.ListOptions{LabelSelector: "app=web"})
	if err != nil {
		l.Fatal(err)
	}
	running := 0
	for _, pod := range list.Items {
		if pod.Status.Phase == corev1.PodRunning && pod.Spec.NodeName != "" {
			running++
		}
	}
	if running != pods {
		l.Errorf("%d pods run, want %d", running, pods)
	}
}

func (w workload) deployments() int {
	w.Helper()
	deployments, err := w.AppsV1().Deployments("default").List(context.Background(), metav1.ListOptions{})
	if err != nil {
		w.Fatal(err)
	}
	return len(deployments.Items)
}
