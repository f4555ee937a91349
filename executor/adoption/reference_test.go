package adoption_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/spec/draft"
)

// TestWhatProfilesInstallBecomesFiles: a ConfigMap that holds text as it is, and nothing else.
func TestWhatProfilesInstallBecomesFiles(t *testing.T) {
	profile := func(name, refs string) string {
		return `{"metadata": {"name": "` + name + `"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "policyRefs": [` + refs + `]}}`
	}
	ref := func(name, more string) string { return `{"kind": "ConfigMap", "name": "` + name + `"` + more + `}` }
	held := func(name, more string) string { return `{"metadata": {"name": "` + name + `"` + more + `}}` }
	object := `"{apiVersion: v1, kind: Namespace, metadata: {name: x}}"`
	s := look(t, world{clusters: good, configMaps: map[string]string{
		"fine":     held("fine", `}, "data": {"b.yaml": `+object+`, "a.yml": "{apiVersion: v1, kind: Namespace, metadata: {name: y}}"`),
		"same":     held("same", `}, "data": {"b.yaml": "{apiVersion: v1, kind: Namespace, metadata: {name: z}}"`),
		"filled":   held("filled", `, "annotations": {"projectsveltos.io/template": "ok"}}, "data": {"filled": "kind: {{ .Cluster.kind }}"`),
		"template": held("template", `, "annotations": {"projectsveltos.io/lua": "ok"}}, "data": {"a": `+object),
		"binary":   held("binary", `}, "binaryData": {"a": "AAAA"}, "data": {"a": `+object),
		"no-yaml":  held("no-yaml", `}, "data": {"a": "{"`),
		"bad-key":  held("bad-key", `}, "data": {"..a": `+object),
	}, profiles: strings.Join([]string{
		profile("fine", ref("fine", `, "namespace": "default", "deploymentType": "Remote", "optional": false, "tier": 100`)+","+ref("same", "")),
		profile("told", ref("filled", `, "deploymentType": "Local", "force": true`)), profile("local", ref("fine", `, "path": "a"`)), profile("named", ref("{{ .Cluster.metadata.name }}", "")),
		profile("secret", `{"kind": "Secret", "namespace": "default", "name": "fine"}`), profile("absent", ref("absent", "")),
		profile("template", ref("template", "")), profile("binary", ref("binary", "")),
		profile("no-yaml", ref("no-yaml", "")), profile("bad-key", ref("bad-key", "")),
	}, ",")})
	for i, want := range []string{
		"ClusterProfile local: ConfigMap fine, which it installs, has path",
		"ClusterProfile named: ConfigMap {{ .Cluster.metadata.name }}, which it installs, has a name that is a template",
		"ClusterProfile secret: Secret default/fine, which it installs, is no ConfigMap",
		"ClusterProfile absent: ConfigMap absent, which it installs, is not there, or may not be read",
		"ClusterProfile template: ConfigMap template, which it installs, is a program (projectsveltos.io/lua)",
		"ClusterProfile binary: ConfigMap binary, which it installs, does not hold text only",
		"ClusterProfile no-yaml: a lab file does not take its manifests[0]: ",
		"ClusterProfile bad-key: ConfigMap bad-key, which it installs, holds ..a, which is no name for a file",
	} {
		if left := s.Left(); len(left) != 8 || !strings.HasPrefix(left[i], want) {
			t.Fatalf("it leaves\n%s\nwant %q", strings.Join(left, "\n"), want)
		}
	}
	text, files, err := s.LabFile("lab.yaml", "k", "c")
	want := draft.Files{
		"./a.yaml": []byte("{apiVersion: v1, kind: Namespace, metadata: {name: y}}"), "./b.yaml": []byte(strings.Trim(object, `"`)),
		"./filled.yaml": []byte("kind: {{ .Cluster.kind }}"),
		"./same-b.yaml": []byte("{apiVersion: v1, kind: Namespace, metadata: {name: z}}"),
	}
	if diff := cmp.Diff(want, files); diff != "" || err != nil {
		t.Errorf("files, %v:\n%s", err, diff)
	}
	for _, want := range []string{"- ./a.yaml\n      - ./b.yaml\n      - ./same-b.yaml\n", "- path: ./filled.yaml\n        deploymentType: Local\n        force: true\n        template: true\n", "# * ConfigMap default/fine, of profile fine\n# * ConfigMap same, of profile fine\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the lab file does not say %q:\n%s", want, text)
		}
	}
}
