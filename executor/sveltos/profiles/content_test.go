package profiles

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/planner"
)

var update = flag.Bool("update", false, "write what is rendered into testdata")

func TestRender(t *testing.T) {
	lab, namespaced := testLab(), namespacedLab()
	for file, r := range map[string]planner.Resource{
		"testdata/namespaced.yaml": desired(namespaced, planner.KindClusterProfile),
		"testdata/profile.yaml":    desired(lab, planner.KindClusterProfile),
		"testdata/configmap.yaml":  desired(lab, planner.KindConfigMap),
		"testdata/secret.yaml":     desired(lab, planner.KindSecret),
	} {
		object, err := rendererOf(r).render(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		text, err := yaml.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(file, text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(want, text) {
			t.Errorf("%s, %v (-want +got); go test -update writes it:\n%s", file, err, cmp.Diff(string(want), string(text)))
		}
	}
}

// FuzzValues: values come back from YAML text as they went in.
func FuzzValues(f *testing.F) {
	for _, seed := range []string{
		`{"a":1,"b":1.5,"c":"1","d":"yes","e":null,"f":[1,"~",{}],"g":"0x10","h":"2001-01-01","i":"1e3","j":true,"k":"line\nline\n"}`,
		`{"big":9007199254740993,"small":1e-9,"large":1e21,"":"empty","on":"off","=":"x","<<":"merge"}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var values map[string]any
		if json.Unmarshal([]byte(text), &values) != nil || len(values) == 0 {
			return
		}
		want := planner.HelmChart{Chart: "r/c", Release: "r", Values: values}
		rendered, err := renderChart(want, "")
		if err != nil {
			t.Fatal(err)
		}
		got := readCharts([]helmChart{rendered}, nil)
		attrs := func(charts ...planner.HelmChart) planner.ClusterProfile {
			return planner.ClusterProfile{HelmCharts: charts}
		}
		if changes := planner.Diff(attrs(got...), attrs(want)); len(changes) > 0 {
			t.Errorf("%v\n%s", changes, rendered.Values)
		}
	})
}

// TestReadForeignProfile: a profile that somebody else wrote can have any form, and must not keep others from being seen.
func TestReadForeignProfile(t *testing.T) {
	live := kube.ClusterProfiles.New("", "foreign")
	live["spec"] = map[string]any{"helmCharts": []any{map[string]any{"values": "{{ .Cluster }"}}}
	if _, err := (profiles{}).read(live, planner.ClusterProfile{HelmCharts: []planner.HelmChart{{}}}, kube.Held{}); err != nil {
		t.Error(err)
	}
}

// TestDriftBeyondAttributes: what a profile has attributes for is not all that somebody can change.
func TestDriftBeyondAttributes(t *testing.T) {
	lab := testLab()
	r := desired(lab, planner.KindClusterProfile)
	h := newHandler(r.ID.Kind)(t)
	report := func(string) {}
	if err := h.Apply(t.Context(), r, report); err != nil {
		t.Fatal(err)
	}
	defer kubetest.Remove(t, someone(t, placeOf(r)), r.ID.Name)
	edit(t, placeOf(r), `{"spec":{"policyRefs":[{"kind":"ConfigMap","namespace":"projectsveltos","name":"contract-cilium","deploymentType":"Local"},`+
		`{"kind":"Secret","namespace":"projectsveltos","name":"contract-cilium"}]}}`)
	observed, err := h.Observe(t.Context(), planner.Want(lab))
	if err != nil {
		t.Fatal(err)
	}
	if o, _ := planner.NewState(observed...).Get(r.ID); o.Phase != planner.NotReady && len(planner.Diff(o.Attrs, r.Attrs)) == 0 {
		t.Errorf("the profile is %s", o.Phase)
	}
}

// TestAChartWithoutValuesForgetsThoseOfBefore: Helm would go on with them.
func TestAChartWithoutValuesForgetsThoseOfBefore(t *testing.T) {
	for _, values := range []map[string]any{nil, {}, {"replicas": 2}} {
		rendered, err := renderChart(planner.HelmChart{Chart: "a/b", Values: values}, "")
		if err != nil {
			t.Fatal(err)
		}
		if resets := cmp.Equal(rendered.More["options"], any(map[string]any{"upgradeOptions": map[string]any{"resetValues": true}})); resets != (len(values) == 0) {
			t.Errorf("values %v: resets those of before: %t", values, resets)
		}
	}
}

// TestWhatTheServerFillsInIsNoChange: a server writes the defaults of its definitions beside what was applied.
func TestWhatTheServerFillsInIsNoChange(t *testing.T) {
	options := map[string]any{"wait": true, "atomic": false, "upgradeOptions": map[string]any{"upgradeCRDs": true}}
	want := planner.ClusterProfile{
		HelmCharts: []planner.HelmChart{
			{RepositoryURL: "https://charts.example.com", Chart: "a/b", Version: "1.0.0", Release: "b", Namespace: "default", More: map[string]any{"options": options, "helmChartAction": "Uninstall"}},
			{RepositoryURL: "https://charts.example.com", Chart: "a/c", Version: "1.0.0", Release: "c", Namespace: "default", More: map[string]any{}},
		},
		ConfigMaps: []string{"demo-x"},
		Spec: map[string]any{
			"tier": 50, "continueOnError": false,
			"validateHealths": []any{map[string]any{"name": "a", "featureID": "Helm"}},
			"policyRefs":      []any{map[string]any{"kind": "ConfigMap", "namespace": "default", "name": "theirs"}, map[string]any{"remoteURL": map[string]any{"url": "https://example.com/x.yaml"}}},
		},
	}
	object, err := profiles{}.render(planner.ClusterProfileResource("x", want), nil)
	if err != nil {
		t.Fatal(err)
	}
	spec := object["spec"].(map[string]any)
	spec["reloader"], spec["stopMatchingBehavior"] = false, "WithdrawPolicies"
	for _, chart := range spec["helmCharts"].([]any) {
		live := chart.(map[string]any)["options"].(map[string]any)
		live["skipCRDs"] = false
		live["upgradeOptions"].(map[string]any)["maxHistory"] = int64(2)
	}
	for _, ref := range spec["policyRefs"].([]any) {
		ref.(map[string]any)["deploymentType"] = "Remote"
	}
	got, err := profiles{}.read(object, want, kube.Held{})
	if err != nil {
		t.Fatal(err)
	}
	if changes := planner.Diff(got.Attrs, want); len(changes) > 0 {
		t.Errorf("the profile as it was applied differs: %v", changes)
	}
	spec["tier"] = int64(70)
	got, _ = profiles{}.read(object, want, kube.Held{})
	if changes := planner.Diff(got.Attrs, want); len(changes) != 1 || changes[0].String() != "tier: 70 -> 50" {
		t.Errorf("another tier is the change %v", changes)
	}
}
