package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kaaslab/kaaslab/internal/bundle/bundletest"
)

// TestDiagnose looks at a real management cluster, in whose Secrets, objects and log a secret is planted.
func TestDiagnose(t *testing.T) {
	t.Parallel() // it waits more than it works
	const canary = "canary-4f9d1c7e22b8"
	l := newLabTest(t, "embedded")
	l.write("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\nworkloadClusters:\n- {name: small, infrastructure: inMemory}\n")
	l.must(0, "apply", "--yes")
	l.createSecret("planted", map[string]any{"anything": canary})
	l.patch("small", `[{"op": "add", "path": "/metadata/annotations/example.com~1note", "value": "found `+canary+`"}]`)
	l.appendToLog("it is " + canary + "\n")

	before := l.names(machineResource)
	l.must(0, "diagnose", "-o", "there.tar.gz")
	files := l.unpack("there.tar.gz")
	for name, text := range map[string]string{
		"index.txt":               "nothing is missing",
		"management/version.json": "gitVersion",
		"management/events.txt":   "small",
		"management/embedded.log": "it is (hidden)",
		"management/objects/clusters.cluster.x-k8s.io.yaml":                          "found (hidden)",
		"management/objects/machines.cluster.x-k8s.io.yaml":                          before[0],
		"management/objects/kubeadmcontrolplanes.controlplane.cluster.x-k8s.io.yaml": "small",
		"plan.txt":     "No changes.",
		"events.jsonl": `"type":"finished"`,
	} {
		if !strings.Contains(files[name], text) {
			t.Errorf("%s does not say %q:\n%.2000s", name, text, files[name])
		}
	}
	for name, text := range files {
		if strings.Contains(text, canary) || strings.Contains(text, "PRIVATE KEY") {
			t.Errorf("a secret is in %s", name)
		}
	}

	l.killEmbedded()
	l.must(0, "diagnose", "-o", "down.tar.gz")
	down := l.unpack("down.tar.gz")
	if index := down["index.txt"]; !strings.Contains(index, "management/objects: ") || strings.Contains(index, "plan:") {
		t.Errorf("the index of a lab that is down:\n%s", index)
	}
	if down["management/embedded.log"] == "" {
		t.Error("the log of the management cluster that is down is not there")
	}
}

func (l *labTest) unpack(archive string) map[string]string {
	l.Helper()
	files, err := bundletest.Read(filepath.Join(l.dir, archive))
	if err != nil {
		l.Fatal(err)
	}
	return files
}

func (l *labTest) createSecret(name string, data map[string]any) {
	l.Helper()
	secret := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "Secret", "metadata": map[string]any{"name": name}, "stringData": data,
	}}
	_, err := l.client().Resource(schema.GroupVersionResource{Version: "v1", Resource: "secrets"}).Namespace("default").
		Create(context.Background(), secret, metav1.CreateOptions{})
	if err != nil {
		l.Fatal(err)
	}
}

// appendToLog writes into the management cluster's log what a controller might.
func (l *labTest) appendToLog(line string) {
	l.Helper()
	logs, _ := filepath.Glob(filepath.Join(l.state(), "kaaslab", "demo", "embedded", "*.log"))
	if len(logs) != 1 {
		l.Fatalf("logs of the management cluster: %v", logs)
	}
	file, err := os.OpenFile(logs[0], os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		l.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(line); err != nil {
		l.Fatal(err)
	}
}
