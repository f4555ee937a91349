package profiles

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// TestChartsFromDiskTravelAsManifests: where nothing serves charts, their ConfigMap has what Helm would install, with the
// namespace that Helm would give it.
func TestChartsFromDiskTravelAsManifests(t *testing.T) {
	archive := packed(t, "Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n", "values.yaml", "replicas: 1\n",
		"crds/own.yaml", "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: owns.example.com}\n",
		"templates/all.yaml", `apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}"}
data: {replicas: "{{ .Values.replicas }}"}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
---
apiVersion: v1
kind: Pod
metadata: {name: test, annotations: {helm.sh/hook: test}}
`)
	attrs := planner.ConfigMap{Charts: map[string]planner.Archive{
		planner.ChartArchive: archive, planner.ChartRelease: `{"name":"front","namespace":"web","values":{"replicas":3}}`,
	}}
	object, err := (configMaps{}).render(planner.ConfigMapResource("c", attrs), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := object.Map("data")[manifestsKey].(string)
	for _, want := range []string{"kind: Namespace", "kind: CustomResourceDefinition", "name: front\n  namespace: web\n", `replicas: "3"`, "name: reader\n---"} {
		if !strings.Contains(got+"---", want) {
			t.Errorf("the manifests lack %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "name: test") {
		t.Errorf("the manifests have a hook:\n%s", got)
	}
	read, err := (configMaps{}).read(object, attrs, kube.Held{})
	if err != nil || len(planner.Diff(read.Attrs, attrs)) > 0 {
		t.Errorf("the chart is read as %v (%v)", read.Attrs, err)
	}
}

// TestChartsFromDiskAreServed: the address says nothing that a plan would show, whatever the port is.
func TestChartsFromDiskAreServed(t *testing.T) {
	want := planner.HelmChart{ConfigMap: "demo-web.default.web", Chart: "web", Version: "1.0.0-sha1+b", Release: "web", Namespace: "default"}
	rendered, err := renderChart(want, "http://127.0.0.1:11999")
	if err != nil {
		t.Fatal(err)
	}
	if rendered.RepositoryURL != "http://127.0.0.1:11999/kaaslab-charts/demo-web.default.web" || rendered.ChartVersion != want.Version {
		t.Errorf("rendered as %+v", rendered)
	}
	if repository, chart, _ := strings.Cut(rendered.ChartName, "/"); chart != "web" || repository != rendered.RepositoryName {
		t.Errorf("chart %s of repository %s", rendered.ChartName, rendered.RepositoryName)
	}
	got := planner.ClusterProfile{HelmCharts: readCharts([]helmChart{rendered}, nil)}
	if changes := planner.Diff(got, planner.ClusterProfile{HelmCharts: []planner.HelmChart{want}}); len(changes) > 0 {
		t.Errorf("read back with changes %v", changes)
	}
}

func packed(t *testing.T, files ...string) planner.Archive {
	t.Helper()
	var text bytes.Buffer
	zipped := gzip.NewWriter(&text)
	archive := tar.NewWriter(zipped)
	for i := 0; i < len(files); i += 2 {
		if err := archive.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "web/" + files[i], Mode: 0o600, Size: int64(len(files[i+1]))}); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return planner.Archive(text.String())
}
