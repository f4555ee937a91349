package seed

import (
	"errors"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/spec"
)

// FuzzConvert: whatever a manifest holds, there is a lab file that is valid, or an error that says what is wrong with it.
// Nothing that is said names a place in a text that nobody can see.
func FuzzConvert(f *testing.F) {
	f.Add(smallest)
	f.Add("kind: List\nitems: [{}, 1, {kind: Cluster, apiVersion: cluster.x-k8s.io/v1beta2, metadata: {name: a}}]\n")
	f.Add("apiVersion: cluster.x-k8s.io/v1\nkind: Cluster\nmetadata: {name: a, labels: [x]}\nspec: {clusterNetwork: {pods: {cidrBlocks: [1]}}}\n")
	f.Add("apiVersion: config.projectsveltos.io/v1\nkind: ClusterProfile\nmetadata: {name: a}\nspec: {helmCharts: [null, {values: \"- a\"}], policyRefs: [1]}\n")
	f.Add(topologyCluster("v1beta2", "classRef: {name: quick-start}") + classOf("DockerClusterTemplate"))
	f.Add(old + chartAnd("options: {upgradeOptions: {force: yes}}, valuesFrom: [{}]") + "---\n" + namesMap + mapOf(`a: "{{", b: "x: [", "..": 1`))
	f.Add(old + strings.Replace(namesMap, "ConfigMap", "Secret", 1) + "---\n{apiVersion: v1, kind: Secret, metadata: {name: cm}, data: {a: eA==, b: 1}, stringData: {a: 2}}\n")
	f.Add(old + strings.Replace(chartAnd(`values: "a: &a [*a]"`), "{matchLabels: {env: dev}}", "'a in (b),!c,d!=e'", 1))
	f.Add(`{"kind": "List", "items": [{"kind": "Cluster", "apiVersion": "cluster.x-k8s.io/v1beta1", "metadata": {"name": "\ud83d\ude00"}, "spec": {"topology": []}}]} {"a": 1}`)
	f.Add("a: {{ .Values.b }}\n---\n{{- if .x }}\n" + clusterOf("name: ${NAME}", "") + "---\n" + clusterOf("name: b", "paused: true, "))
	f.Fuzz(func(t *testing.T, text string) {
		made, err := Convert(demo, []Source{{Name: "old", Data: []byte(text)}, {Name: "unset", Unset: []Variable{{Name: "A", Line: 1}}}})
		var invalid *spec.Invalid
		if err != nil && !errors.As(err, &invalid) {
			t.Errorf("%T: %v", err, err)
		}
		if err != nil && strings.Contains(err.Error(), "the lab file that it would make") {
			t.Errorf("nobody is to blame for: %v", err)
		}
		if err == nil && !strings.Contains(text, "lab.yaml") && strings.Contains(lostOf(made), "lab.yaml:") {
			t.Errorf("a place that nobody can see: %s", lostOf(made))
		}
	})
}
