package addons

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/spec"
)

const altered = `
syncMode: ContinuousWithDriftDetection
patches:
- target: {kind: Deployment, name: w.*}
  patch: |
    - {op: add, path: /metadata/labels/team, value: blue}
    - {op: replace, path: /spec/replicas, value: 3}
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {containers: [{name: web, imagePullPolicy: Always}]}}}
driftExclusions:
- {paths: [/spec/replicas, /spec/paused, /not/there], target: {kind: Deployment}}
spec:
  extraLabels: {from: kaaslab}
  extraAnnotations: {example.com/why: because}
`

const unaltered = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  replicas: 1
  template: {spec: {containers: [{name: web, image: web:1}, {name: log, image: log:1}]}}
`

func parsed[T any](t *testing.T, text string) (value T) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

func contentOf(t *testing.T, profile string, objects ...string) *content {
	t.Helper()
	p := parsed[spec.AddonProfile](t, profile)
	c := &content{}
	for _, object := range objects {
		c.add(parsed[map[string]any](t, object), "test", false)
	}
	c.alter(&p)
	return c
}

// TestWhatAProfileChangesIsTold as it reaches the cluster: patched, with labels and annotations. What is not a patch's target stays.
func TestWhatAProfileChangesIsTold(t *testing.T) {
	other := "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}"
	c := contentOf(t, altered, unaltered, other)
	want := []string{`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {app: web, team: blue, from: kaaslab}, annotations: {example.com/why: because}}
spec:
  replicas: 3
  template: {spec: {containers: [{name: web, image: web:1, imagePullPolicy: Always}, {name: log, image: log:1}]}}
`, "{apiVersion: v1, kind: Service, metadata: {name: web, labels: {from: kaaslab}, annotations: {example.com/why: because}}, spec: {ports: [{port: 80}]}}"}
	for i, w := range c.wanted {
		text, err := yaml.Marshal(w.object)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(parsed[map[string]any](t, want[i]), parsed[map[string]any](t, string(text))); diff != "" {
			t.Errorf("it is told otherwise (-want +got):\n%s", diff)
		}
	}
	if len(c.notes) > 0 {
		t.Errorf("the notes are %q", c.notes)
	}
}

// TestWhatIsLeftAloneIsNoDifference, whoever has changed it, where the object is there.
func TestWhatIsLeftAloneIsNoDifference(t *testing.T) {
	c := contentOf(t, altered, unaltered)
	live := parsed[kube.Object](t, `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {app: web, team: blue, from: kaaslab}, annotations: {example.com/why: because}}
spec:
  replicas: 7
  paused: true
  template: {spec: {containers: [{name: web, image: web:2, imagePullPolicy: Always}, {name: log, image: log:1}]}}
`)
	before := parsed[kube.Object](t, unaltered)
	name := keyOf(live)
	got := told(compare(c.wanted, there{live: map[key]kube.Object{name: live}, before: map[key]kube.Object{name: before}}))
	if !strings.Contains(got, "web:2 -> web:1") || strings.Contains(got, "replicas") || strings.Contains(got, "paused") {
		t.Errorf("told is\n%s\nwant the image alone", got)
	}
	if got := told(compare(c.wanted, there{})); !strings.Contains(got, "create") {
		t.Errorf("of what is not there is told\n%s", got)
	}
}

// TestWhatCannotBePatchedIsSaid, and so is what Sveltos alone can fill in.
func TestWhatCannotBePatchedIsSaid(t *testing.T) {
	for profile, want := range map[string]string{
		`patches: [{patch: "- {op: add, path: /metadata/labels/a, value: '{{ .Cluster.metadata.name }}'}"}]`: "patches that are templates of Sveltos",
		`patches: [{target: {kind: Deployment}, patch: "- {op: test, path: /spec/nothing, value: 1}"}]`:      "what the profile changes in its objects cannot be worked out here",
		`patches: [{patch: "- {op: add, path: /metadata/labels/a, value: b}"}]`:                              "what the profile changes in its objects cannot be worked out here",
		`{syncMode: ContinuousWithDriftDetection, driftExclusions: [{paths: [/a], target: {name: "("}}]}`:    "what the profile changes in its objects cannot be worked out here",
	} {
		c := contentOf(t, profile, unaltered)
		if len(c.notes) != 1 || !strings.HasPrefix(c.notes[0], want) {
			t.Errorf("of %s is said %q, want %q", profile, c.notes, want)
		}
	}
}
