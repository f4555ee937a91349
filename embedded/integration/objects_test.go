package integration

import (
	"bytes"
	"context"
	"os"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// parse reads YAML documents.
func parse(t *testing.T, text []byte) []*unstructured.Unstructured {
	t.Helper()
	var all []*unstructured.Unstructured
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	for {
		object := map[string]interface{}{}
		if err := decoder.Decode(&object); err != nil {
			return all // io.EOF; a broken document shows as missing objects
		}
		if len(object) > 0 {
			all = append(all, &unstructured.Unstructured{Object: object})
		}
	}
}

// applyClass creates the ClusterClass of testdata in a namespace, with changes.
func applyClass(t *testing.T, c client.Client, namespace string, changes ...func(*unstructured.Unstructured)) {
	t.Helper()
	text, err := os.ReadFile("../testdata/class.yaml")
	if err != nil {
		t.Fatal(err)
	}
	objects := parse(t, text)
	if len(objects) != 5 {
		t.Fatalf("found %d objects in the class, want 5", len(objects))
	}
	for _, o := range objects {
		o.SetNamespace(namespace)
		for _, change := range changes {
			change(o)
		}
		if err := c.Create(context.Background(), o); err != nil {
			t.Fatal(err)
		}
	}
}

func cluster(namespace, name string) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]interface{}{
		"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster",
		"metadata": map[string]interface{}{"name": name, "namespace": namespace},
		"spec": map[string]interface{}{"topology": map[string]interface{}{
			"classRef":     map[string]interface{}{"name": "in-memory"},
			"version":      "v1.36.1",
			"controlPlane": map[string]interface{}{"replicas": int64(1)},
			"workers": map[string]interface{}{"machineDeployments": []interface{}{
				map[string]interface{}{"class": "default-worker", "name": "md-0", "replicas": int64(1)},
			}},
		}},
	}}
}

// condition returns the status of a condition, or "" if there is none.
func condition(o *unstructured.Unstructured, kind string) string {
	all, _, _ := unstructured.NestedSlice(o.Object, "status", "conditions")
	for _, c := range all {
		if m, ok := c.(map[string]interface{}); ok && m["type"] == kind {
			s, _ := m["status"].(string)
			return s
		}
	}
	return ""
}

func list(t *testing.T, c client.Client, gvk schema.GroupVersionKind, options ...client.ListOption) []unstructured.Unstructured {
	t.Helper()
	var l unstructured.UnstructuredList
	l.SetGroupVersionKind(gvk)
	if err := c.List(context.Background(), &l, options...); err != nil {
		t.Fatal(err)
	}
	return l.Items
}

// workload returns the kubeconfig of a workload cluster as Cluster API wrote it.
func workload(t *testing.T, p *program, namespace, name string) *rest.Config {
	t.Helper()
	kube, err := kubernetes.NewForConfig(p.config())
	if err != nil {
		t.Fatal(err)
	}
	secret, err := kube.CoreV1().Secrets(namespace).Get(context.Background(), name+"-kubeconfig", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.RESTConfigFromKubeConfig(secret.Data["value"])
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// nodes counts the nodes that the workload cluster itself reports, or -1.
func nodes(config *rest.Config) int {
	kube, err := kubernetes.NewForConfig(config)
	if err != nil {
		return -1
	}
	l, err := kube.CoreV1().Nodes().List(context.Background(), metav1.ListOptions{})
	if err != nil {
		return -1
	}
	return len(l.Items)
}
