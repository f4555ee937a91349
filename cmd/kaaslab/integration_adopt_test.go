package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"
)

// handMade are objects that somebody made without kaaslab, but for the ClusterClass, which is that of an example.
const handMade = `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {name: by-hand, namespace: default, labels: {cni: cilium}}
spec:
  clusterNetwork: {pods: {cidrBlocks: [10.10.0.0/16]}, services: {cidrBlocks: [10.11.0.0/16]}}
  topology:
    classRef: {name: simulated}
    version: v1.36.1
    controlPlane: {replicas: 1}
    workers: {machineDeployments: [{class: default-worker, name: md-0, replicas: 1}]}
    variables: [{name: machineStartup, value: 1s}]
---
apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {name: no-ranges, namespace: default, labels: {app: other}}
spec:
  topology: {classRef: {name: simulated}, version: v1.36.1, controlPlane: {replicas: 1}, variables: [{name: machineStartup, value: 1s}]}
---
apiVersion: config.projectsveltos.io/v1beta1
kind: ClusterProfile
metadata: {name: cilium}
spec:
  clusterSelector: {matchLabels: {cni: cilium}}
  syncMode: Continuous
  helmCharts:
  - {repositoryURL: "https://helm.cilium.io", repositoryName: cilium, chartName: cilium/cilium, chartVersion: 1.18.4, releaseName: cilium, releaseNamespace: kube-system, helmChartAction: Install, values: "a: 1\n"}
---
apiVersion: config.projectsveltos.io/v1beta1
kind: ClusterProfile
metadata: {name: other}
spec:
  clusterSelector: {matchLabels: {app: other}}
  helmCharts:
  - {repositoryURL: "https://charts.example.com", repositoryName: x, chartName: x/x, chartVersion: 1.0.0, releaseName: x, releaseNamespace: x, helmChartAction: Install}
`

// TestAdopt takes over clusters and profiles that were made by hand in a real management cluster, and lets go of them.
func TestAdopt(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "own-class")
	class, err := os.ReadFile(filepath.Join(l.dir, "class.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	l.write("apiVersion: kaaslab.dev/v1alpha1\nkind: Lab\nname: demo\n")
	l.must(0, "apply", "--yes")
	for _, object := range append(strings.Split(string(class), "\n---\n"), strings.Split(handMade, "---\n")...) {
		l.create(object)
	}
	before := l.machinesOf("by-hand", 2)

	adopt := []string{
		"adopt", "--yes", "--name", "team", "-o", "team.yaml", "--context", "demo-management",
		"--kubeconfig", filepath.Join(l.state(), "kaaslab", "demo", "kubeconfigs", "demo-management.kubeconfig"),
	}
	l.must(0, adopt...)
	text, err := os.ReadFile(filepath.Join(l.dir, "team.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"# * Cluster default/no-ranges: it has not one range of addresses", "# * ClusterProfile other: selects cluster no-ranges, which is left",
		"- name: by-hand\n    clusterClass: simulated\n", "podCIDR: 10.10.0.0/16",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("team.yaml does not say %q:\n%s", want, text)
		}
	}
	l.must(1, adopt...) // its file is there
	plan := l.must(0, "plan", "-f", "team.yaml")
	if strings.Contains(plan, "update   workloadCluster") || strings.Contains(plan, "create   workloadCluster") || strings.Contains(plan, "replace") ||
		!strings.Contains(plan, "~ update   clusterProfile/cilium") || !strings.Contains(plan, "clusterSelector.matchLabels[kaaslab.dev/lab]: + team") {
		t.Errorf("the plan after adopt is not only the label in the profile's selector:\n%s", plan)
	}
	l.must(0, "apply", "-f", "team.yaml", "--yes")
	if plan := l.must(0, "plan", "-f", "team.yaml"); !strings.Contains(plan, "No changes.") {
		t.Errorf("the plan after apply:\n%s", plan)
	}
	l.must(0, "destroy", "-f", "team.yaml", "--yes")
	if got := l.machinesOf("by-hand", 2); got != before {
		t.Errorf("machines were %s and are %s", before, got)
	}
	if r := l.run("forget", "-f", "team.yaml", "workloadCluster/by-hand"); r.code == 0 || !strings.Contains(r.stderr, "is selected by clusterProfile/cilium") {
		t.Errorf("forget of a cluster that a profile selects: %d %s", r.code, r.stderr)
	}
	l.must(0, "forget", "-f", "team.yaml", "--all")
	if marks := l.marks(); marks != "" {
		t.Errorf("marks are left: %s", marks)
	}
	if got := l.machinesOf("by-hand", 2); got != before {
		t.Errorf("machines were %s and are %s", before, got)
	}
}

func (l *labTest) create(text string) {
	l.Helper()
	object := &unstructured.Unstructured{}
	if err := yaml.Unmarshal([]byte(text), &object.Object); err != nil {
		l.Fatal(err)
	}
	kind := object.GroupVersionKind()
	plural := strings.ToLower(kind.Kind) + "s"
	if strings.HasSuffix(plural, "classs") {
		plural = strings.TrimSuffix(plural, "s") + "es"
	}
	resource := l.client().Resource(schema.GroupVersionResource{Group: kind.Group, Version: kind.Version, Resource: plural})
	var err error
	if kind.Kind == "ClusterProfile" {
		_, err = resource.Create(context.Background(), object, metav1.CreateOptions{})
	} else {
		_, err = resource.Namespace("default").Create(context.Background(), object, metav1.CreateOptions{})
	}
	if err != nil {
		l.Fatal(err)
	}
}

// machinesOf waits until a cluster has so many machines, all of them with a node, and returns their names.
func (l *labTest) machinesOf(cluster string, count int) string {
	l.Helper()
	var names []string
	eventually(l.T, 4*time.Minute, cluster+" has its machines", func() bool {
		list, err := l.client().Resource(machineResource).Namespace("default").List(context.Background(),
			metav1.ListOptions{LabelSelector: "cluster.x-k8s.io/cluster-name=" + cluster})
		if err != nil {
			return false
		}
		names = nil
		for _, machine := range list.Items {
			if node, _, _ := unstructured.NestedString(machine.Object, "status", "nodeRef", "name"); node != "" {
				names = append(names, machine.GetName())
			}
		}
		return len(names) == count
	})
	return strings.Join(names, " ")
}

// marks lists what still says that it belongs to lab team.
func (l *labTest) marks() string {
	l.Helper()
	var marked []string
	for _, resource := range []schema.GroupVersionResource{clusterResource, profileResource} {
		list, err := l.client().Resource(resource).List(context.Background(), metav1.ListOptions{})
		if err != nil {
			l.Fatal(err)
		}
		for _, object := range list.Items {
			spec, _ := yaml.Marshal(object.Object["spec"])
			if object.GetLabels()["kaaslab.dev/lab"] != "" || object.GetAnnotations()["kaaslab.dev/adopted"] != "" || strings.Contains(string(spec), "kaaslab.dev") {
				marked = append(marked, object.GetName())
			}
		}
	}
	return strings.Join(marked, " ")
}
