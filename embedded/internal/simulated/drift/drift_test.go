package drift

import (
	"testing"

	"k8s.io/apimachinery/pkg/api/meta/testrestmapper"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/yaml"
)

const (
	listed = `
apiVersion: lib.projectsveltos.io/v1beta1
kind: ResourceSummary
metadata: {name: web, namespace: default, uid: one, generation: 1, labels: {version.projectsveltos.io/clustername: real}}
spec:
  resources:
  - {group: "", version: v1, kind: ConfigMap, namespace: default, name: a}
  - {group: "", version: v1, kind: ConfigMap, namespace: default, name: free, ignoreForConfigurationDrift: true}
  chartResources:
  - {chartName: app, releaseName: one, releaseNamespace: default, group: [{group: apps, version: v1, kind: Deployment, namespace: default, name: one}]}
  - {chartName: app, releaseName: two, releaseNamespace: default, group: [{group: apps, version: v1, kind: Deployment, name: two}, {group: "", version: v1, kind: Namespace, name: wide}]}
`
	settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\ndata: {colour: red}\n"
	free     = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: free, namespace: default}\ndata: {colour: red}\n"
	one      = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: one, namespace: default}\nspec: {replicas: 1}\n"
	wide     = "apiVersion: v1\nkind: Namespace\nmetadata: {name: wide}\n"
	two      = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: two, namespace: default}\nspec: {replicas: 1}\n"
)

// TestChangesByHandAreTold: Sveltos hears what somebody changed, added to or removed of what it has installed, and of which
// chart; what controllers write, what may differ and what Sveltos itself changes is none of that.
func TestChangesByHandAreTold(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*world)
		want   string
	}{
		"nothing":         {func(*world) {}, `null`},
		"a value":         {func(w *world) { w.patch("v1", "ConfigMap", "a", `{"data": {"colour": "blue"}}`) }, `{"resourcesChanged":true}`},
		"a label":         {func(w *world) { w.patch("v1", "ConfigMap", "a", `{"metadata": {"labels": {"x": "y"}}}`) }, `{"resourcesChanged":true}`},
		"an annotation":   {func(w *world) { w.patch("v1", "ConfigMap", "a", `{"metadata": {"annotations": {"x": "y"}}}`) }, `{"resourcesChanged":true}`},
		"a removal":       {func(w *world) { w.remove("v1", "ConfigMap", "a") }, `{"resourcesChanged":true}`},
		"of a chart":      {func(w *world) { w.patch("apps/v1", "Deployment", "two", `{"spec": {"replicas": 5}}`) }, `{"driftedHelmCharts":[{"chartName":"app","releaseName":"two","releaseNamespace":"default"}],"helmResourcesChanged":true}`},
		"in no namespace": {func(w *world) { w.patch("v1", "Namespace", "wide", `{"metadata": {"labels": {"x": "y"}}}`) }, `{"driftedHelmCharts":[{"chartName":"app","releaseName":"two","releaseNamespace":"default"}],"helmResourcesChanged":true}`},
		"what may differ": {func(w *world) { w.patch("v1", "ConfigMap", "free", `{"data": {"colour": "blue"}}`) }, `null`},
		"by a controller": {func(w *world) {
			w.patch("apps/v1", "Deployment", "two", `{"metadata": {"annotations": {"deployment.kubernetes.io/revision": "2"}}, "status": {"replicas": 1}}`)
		}, `null`},
		"by Sveltos":          {func(w *world) { w.patch("v1", "ConfigMap", "a", `{"data": {"colour": "blue"}}`); w.lists(2) }, `null`},
		"while Sveltos works": {func(w *world) { w.patch("v1", "ConfigMap", "a", `{"data": {"colour": "blue"}}`); w.empties() }, `null`},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.look()
			c.change(w)
			w.look()
			if got := w.told(); got != c.want {
				t.Errorf("Sveltos is told %s, want %s", got, c.want)
			}
		})
	}
}

// TestAChangeIsToldOnce: until Sveltos has put it right and lists what there is anew, or has done nothing for long.
func TestAChangeIsToldOnce(t *testing.T) {
	w := newWorld(t)
	w.look()
	w.patch("v1", "ConfigMap", "a", `{"data": {"colour": "blue"}}`)
	w.look()
	w.hears()
	w.look()
	if got := w.told(); got != `{"resourcesChanged":false}` {
		t.Errorf("Sveltos is told again: %s", got)
	}
	for range again {
		w.look()
	}
	if got := w.told(); got != `{"resourcesChanged":true}` {
		t.Errorf("Sveltos has forgotten it, and is told %s", got)
	}
	w.hears()
	w.patch("v1", "ConfigMap", "a", `{"data": {"colour": "red"}}`)
	w.lists(3)
	w.look()
	w.patch("v1", "ConfigMap", "a", `{"data": {"colour": "green"}}`)
	w.look()
	if got := w.told(); got != `{"resourcesChanged":true}` {
		t.Errorf("a second change: Sveltos is told %s", got)
	}
}

// TestWhatIsGoneAtTheFirstLookIsTold: Sveltos has just installed it. What is gone again then removes itself.
func TestWhatIsGoneAtTheFirstLookIsTold(t *testing.T) {
	w := newWorld(t)
	w.remove("v1", "ConfigMap", "a")
	w.look()
	if got := w.told(); got != `{"resourcesChanged":true}` {
		t.Errorf("Sveltos is told %s", got)
	}
	w.hears()
	w.lists(3)
	for range 2 * again {
		w.look()
	}
	if got := w.told(); got != `{"resourcesChanged":false}` {
		t.Errorf("what removes itself is told again: %s", got)
	}
}

// TestClustersThatAreNotHereAreLeft: a cluster that is starting is looked at later.
func TestClustersThatAreNotHereAreLeft(t *testing.T) {
	w := newWorld(t)
	w.look()
	there := w.detector.Cluster
	w.detector.Cluster = func(types.NamespacedName) (client.Client, error) { return nil, nil }
	w.patch("v1", "ConfigMap", "a", `{"data": {"colour": "blue"}}`)
	w.look()
	if got := w.told(); got != "null" {
		t.Errorf("of a cluster that is not there Sveltos is told %s", got)
	}
	w.detector.Cluster = there
	w.look()
	if got := w.told(); got != `{"resourcesChanged":true}` {
		t.Errorf("once it is there Sveltos is told %s", got)
	}
}

// world is a management cluster and a simulated one.
type world struct {
	*testing.T
	management, cluster client.Client
	detector            *Detector
}

func newWorld(t *testing.T) *world {
	t.Helper()
	summary := object(t, listed)
	w := &world{
		T:          t,
		management: fake.NewClientBuilder().WithScheme(runtime.NewScheme()).WithObjects(summary).WithStatusSubresource(summary).Build(),
		cluster: fake.NewClientBuilder().WithRESTMapper(testrestmapper.TestOnlyStaticRESTMapper(scheme.Scheme)).
			WithObjects(object(t, settings), object(t, free), object(t, wide), object(t, one), object(t, two)).Build(),
	}
	w.detector = &Detector{Reader: w.management, Management: w.management, known: map[types.UID]*baseline{}, Cluster: func(key types.NamespacedName) (client.Client, error) {
		if key != (types.NamespacedName{Namespace: "default", Name: "real"}) {
			t.Errorf("asked for cluster %s", key)
		}
		return w.cluster, nil
	}}
	return w
}

func object(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	o := &unstructured.Unstructured{}
	if err := yaml.Unmarshal([]byte(text), &o.Object); err != nil {
		t.Fatal(err)
	}
	return o
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) look() {
	w.Helper()
	w.must(w.detector.look(w.Context()))
}

func named(version, kind, name string) *unstructured.Unstructured {
	o := &unstructured.Unstructured{}
	o.SetAPIVersion(version)
	o.SetKind(kind)
	if kind != "Namespace" {
		o.SetNamespace("default")
	}
	o.SetName(name)
	return o
}

func (w *world) patch(version, kind, name, patch string) {
	w.Helper()
	w.must(w.cluster.Patch(w.Context(), named(version, kind, name), client.RawPatch(types.MergePatchType, []byte(patch))))
}

func (w *world) remove(version, kind, name string) {
	w.Helper()
	w.must(w.cluster.Delete(w.Context(), named(version, kind, name)))
}

func (w *world) summary() *unstructured.Unstructured {
	w.Helper()
	o := named("lib.projectsveltos.io/v1beta1", "ResourceSummary", "web")
	w.must(w.management.Get(w.Context(), client.ObjectKeyFromObject(o), o))
	return o
}

// lists is what Sveltos does when it is done.
func (w *world) lists(generation int64) {
	w.Helper()
	o := w.summary()
	o.SetGeneration(generation)
	w.must(w.management.Update(w.Context(), o))
}

// empties is what Sveltos does before it changes something.
func (w *world) empties() {
	w.Helper()
	o := w.summary()
	o.SetGeneration(o.GetGeneration() + 1)
	o.Object["spec"] = map[string]any{"resources": []any{}, "chartResources": []any{}}
	w.must(w.management.Update(w.Context(), o))
}

// hears is what Sveltos does when it has read what changed.
func (w *world) hears() {
	w.Helper()
	w.must(w.management.Status().Patch(w.Context(), w.summary(), client.RawPatch(types.MergePatchType, []byte(`{"status": {"resourcesChanged": false}}`))))
}

func (w *world) told() string {
	w.Helper()
	text, err := yaml.Marshal(w.summary().Object["status"])
	w.must(err)
	text, err = yaml.YAMLToJSON(text)
	w.must(err)
	return string(text)
}
