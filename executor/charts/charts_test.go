package charts_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/planner"
)

func archive(t *testing.T, files ...string) string {
	t.Helper()
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	to := tar.NewWriter(zipped)
	for i := 0; i < len(files); i += 2 {
		if err := to.WriteHeader(&tar.Header{Name: "web/" + files[i], Mode: 0o644, Size: int64(len(files[i+1]))}); err != nil {
			t.Fatal(err)
		}
		to.Write([]byte(files[i+1]))
	}
	to.Close()
	zipped.Close()
	return packed.String()
}

// TestRender: a chart is told the cluster's version and whether it is an upgrade, and every object has its namespace.
func TestRender(t *testing.T) {
	chart, err := charts.Load(archive(t, "Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n",
		"crds/own.yaml", "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: owns.example.com}\n",
		"templates/all.yaml", `apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}"}
data: {version: "{{ .Capabilities.KubeVersion.Minor }}", upgrade: "{{ .Release.IsUpgrade }}", number: "{{ .Values.number }}"}
---
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {helm.sh/hook: pre-upgrade}}
---
apiVersion: v1
kind: Pod
metadata: {name: test, annotations: {helm.sh/hook: test}}
`))
	if err != nil {
		t.Fatal(err)
	}
	if unsteady := chart.Unsteady(); len(unsteady) > 0 {
		t.Errorf("the chart is taken to use %v", unsteady)
	}
	release := planner.Release{Name: "front", Namespace: "shop", Values: map[string]any{"number": 3}}
	for want, on := range map[string]charts.Target{
		"map[number:3 upgrade:false version:34] []":                         {KubernetesVersion: "v1.34.1"},
		"map[number:3 upgrade:true version:36] [Job migrate (pre-upgrade)]": {KubernetesVersion: "v1.36.1", Upgrade: true},
	} {
		rendered, err := chart.Render(release, on)
		if err != nil {
			t.Fatal(err)
		}
		if len(rendered.Definitions) != 1 || len(rendered.Objects) != 1 {
			t.Fatalf("rendered %v", rendered)
		}
		object := rendered.Objects[0]
		if got := fmt.Sprint(object["data"], " ", rendered.Hooks); got != want {
			t.Errorf("%v: %s, want %s", on, got, want)
		}
		if metadata, _ := object["metadata"].(map[string]any); metadata["namespace"] != "shop" {
			t.Errorf("the object is in %v", metadata)
		}
	}
	if _, err := chart.Render(release, charts.Target{KubernetesVersion: "new"}); err == nil {
		t.Error("a version that is none is taken")
	}
}

// TestReadDeployed: what Helm keeps is read with its chart, unless that depends on others, and what it does not keep is an error.
func TestReadDeployed(t *testing.T) {
	stored := keep(t, map[string]any{
		"name": "front", "namespace": "shop", "manifest": "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n",
		"chart":  map[string]any{"metadata": map[string]any{"name": "web", "version": "1.0.0", "dependencies": []any{map[string]any{"name": "other"}}}},
		"config": map[string]any{"number": 3},
	})
	deployed, err := charts.ReadDeployed(stored)
	if err != nil {
		t.Fatal(err)
	}
	if deployed.Name != "web" || deployed.Version != "1.0.0" || len(deployed.Objects) != 1 || deployed.Chart.IsWhole() {
		t.Errorf("read %+v", deployed)
	}
	for _, broken := range []string{"", "no base64!", base64.StdEncoding.EncodeToString([]byte("plain"))} {
		if _, err := charts.ReadDeployed([]byte(broken)); err == nil || !strings.Contains(err.Error(), "release of Helm") {
			t.Errorf("%q: %v", broken, err)
		}
	}
}

func keep(t *testing.T, release any) []byte {
	t.Helper()
	text, err := json.Marshal(release)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	zipped.Write(text)
	zipped.Close()
	return []byte(base64.StdEncoding.EncodeToString(packed.Bytes()))
}
