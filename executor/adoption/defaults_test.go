package adoption_test

import (
	"encoding/json"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

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
