package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

const canaryLab = `apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
addonProfiles:
- name: app
  clusterSelector: {matchLabels: {cni: a}}
  helmCharts:
  - {repositoryURL: "https://example.com", chart: a/b, version: 1.0.0, release: r, values: {auth: {password: ` + canary + `}, url: "postgres://u:` + canary + `@db/x"}}
  manifests: [profile.yaml]
workloadClusters:
- name: w
  labels: {cni: a}
  manifests: [objects.yaml]
- name: own
  clusterClass: of-somebody
  kubernetesVersion: v1.36.1
  variables: {apiToken: ` + canary + `}
`

const canaryObjects = `apiVersion: v1
kind: Secret
metadata: {name: plain}
stringData: {anything: ` + canary + `}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: conf}
data: {conf: "db:\n  password: ` + canary + `\n"}
`

// TestNoSecretLeavesARealManagementCluster: a real API keeps the secrets of a lab, and quotes one when it refuses an object.
// They are in the cluster's own data, and in nothing else that kaaslab says or writes.
func TestNoSecretLeavesARealManagementCluster(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := newLabTest(t, "embedded")
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(l.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("profile.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: app}}\n---\n"+canaryObjects)
	write("objects.yaml", canaryObjects)
	l.write(canaryLab)
	var said strings.Builder
	say := func(args ...string) int {
		r := l.run(args...)
		said.WriteString("$ " + strings.Join(args, " ") + "\n" + r.stdout + r.stderr)
		return r.code
	}
	say("plan", "--full")
	if code := say("apply", "--yes", "--wait=false"); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, said.String())
	}
	l.carriesSecretsInASecret()

	l.write(strings.ReplaceAll(canaryLab, canary, canary+"-changed"))
	write("objects.yaml", canaryObjects+"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: refused, labels: {password: \""+canary+" is no label\"}}\n")
	say("plan")
	say("plan", "-o", "json")
	if code := say("apply", "--yes", "--wait=false"); code == 0 || !strings.Contains(said.String(), "Invalid value: ") {
		t.Errorf("the API refuses nothing (exit code %d):\n%s", code, said.String())
	}
	say("apply", "--yes", "--wait=false", "-o", "jsonl")
	say("status", "-o", "json")
	say("diagnose", "-o", "there.tar.gz")
	for name, text := range l.unpack("there.tar.gz") {
		said.WriteString(name + ":\n" + text + "\n")
	}
	finder := canaryRun{t: t}
	finder.find("what was said", said.String())
	_ = filepath.WalkDir(l.state(), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || strings.Contains(path, "etcd") { // the cluster's own data
			return err
		}
		text, err := os.ReadFile(path)
		finder.find(path, string(text))
		return err
	})
}

// carriesSecretsInASecret looks at what carries the profile's manifests to Sveltos.
func (l *labTest) carriesSecretsInASecret() {
	l.Helper()
	read := func(resource string) map[string]any {
		object, err := l.client().Resource(schema.GroupVersionResource{Version: "v1", Resource: resource}).Namespace("projectsveltos").
			Get(l.Context(), "demo-app", metav1.GetOptions{})
		if err != nil {
			l.Fatal(err)
		}
		return object.Object
	}
	if secret := read("secrets"); secret["type"] != "addons.projectsveltos.io/cluster-profile" || len(secret["data"].(map[string]any)) != 1 {
		l.Errorf("the Secret is %v", secret)
	}
	for name, text := range read("configmaps")["data"].(map[string]any) {
		if strings.Contains(text.(string), `"Secret"`) || !strings.Contains(text.(string), "Namespace") {
			l.Errorf("%s of the ConfigMap is %s", name, text)
		}
	}
}
