package adoption_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
)

const written = `
apiVersion: config.projectsveltos.io/v1beta1
kind: ClusterProfile
metadata: {name: defaults}
spec:
  clusterSelector: {matchLabels: {env: dev}}
  helmCharts:
  - repositoryURL: https://charts.example.com
    repositoryName: ex
    chartName: ex/app
    chartVersion: 1.0.0
    releaseName: app
    releaseNamespace: app
    options: {installOptions: {}, upgradeOptions: {}, uninstallOptions: {}}
  policyRefs: [{kind: ConfigMap, name: web, namespace: default}]
`

const web = `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web", "namespace": "default"},
	"data": {"ns.yaml": "{apiVersion: v1, kind: Namespace, metadata: {name: web}}"}}`

// TestWhatAServerAddsIsNoLoss: kubectl get shows the defaults of Sveltos with what somebody wrote.
func TestWhatAServerAddsIsNoLoss(t *testing.T) {
	of := schema.GroupVersionResource{Group: "config.projectsveltos.io", Version: "v1beta1", Resource: "clusterprofiles"}
	client, profile := kubetest.Store(t).Dynamic(t).Resource(of), &unstructured.Unstructured{}
	if err := yaml.Unmarshal([]byte(written), &profile.Object); err != nil {
		t.Fatal(err)
	}
	served, err := client.Create(t.Context(), profile, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kubetest.Remove(t, client, "defaults") })
	text, err := json.Marshal(served.Object)
	if err != nil {
		t.Fatal(err)
	}
	made, err := convert("dump.json", append(text, web...))
	if err != nil || len(made.Lost) > 0 {
		t.Fatalf("%v\n%v\n%s", err, made, text)
	}
}

// TestWhatClusterAPIAddsIsNoLoss: its webhooks fill in strategies, and the API server has defaults. The cluster is paused, so
// that nothing is made of it.
func TestWhatClusterAPIAddsIsNoLoss(t *testing.T) {
	text, err := os.ReadFile(shapes + "capi-dev-docker.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var dump []byte
	for _, document := range bytes.Split(text, []byte("\n---\n")) {
		object := &unstructured.Unstructured{}
		if err := yaml.Unmarshal(document, &object.Object); err != nil {
			t.Fatal(err)
		}
		if object.GetKind() == "Cluster" {
			object.Object["spec"].(map[string]any)["paused"] = true
		}
		dump = append(dump, served(t, object)...)
	}
	made, err := convert("dump.json", dump)
	if err != nil {
		t.Fatal(err)
	}
	if len(made.Lost) != 1 || !strings.Contains(made.Lost[0].Text, "spec.paused") {
		t.Fatalf("%v\n%s", made.Lost, dump)
	}
}

// served creates an object until the test ends, and returns what the server shows of it.
func served(t *testing.T, object *unstructured.Unstructured) []byte {
	t.Helper()
	kind := object.GroupVersionKind()
	of := kind.GroupVersion().WithResource(strings.ToLower(kind.Kind) + "s")
	client := kubetest.Start(t).Dynamic(t).Resource(of).Namespace(kube.Namespace)
	live, err := client.Create(t.Context(), object, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kubetest.Remove(t, client, object.GetName()) })
	text, err := json.Marshal(live.Object)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
