package profiles

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/executor/kube/kubetest"
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

func observe(t *testing.T, kind planner.Kind, lab *spec.Lab) (all []planner.Observed) {
	t.Helper()
	all, err := newHandler(kind)(t).Observe(t.Context(), planner.Want(lab))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func found(all []planner.Observed, id planner.ID) (planner.Observed, bool) {
	for _, o := range all {
		if o.ID == id {
			return o, true
		}
	}
	return planner.Observed{}, false
}

// TestAProfileOfTheNameElsewhereIsSomebodyElses: the lab's is where the lab file says, and is found where it was before.
func TestAProfileOfTheNameElsewhereIsSomebodyElses(t *testing.T) {
	forms(t, func(t *testing.T, was *spec.Lab) {
		is := namespacedLab()
		if was.AddonProfiles[0].Namespace != "" {
			is = testLab()
		}
		before, after := desired(was, planner.KindClusterProfile), desired(is, planner.KindClusterProfile)
		stranger := placeOf(after).object()
		stranger["spec"] = map[string]any{"syncMode": "Continuous"}
		create(t, placeOf(after), stranger)
		defer kubetest.Remove(t, someone(t, placeOf(after)), after.ID.Name)
		if o, isThere := found(observe(t, before.ID.Kind, was), before.ID); isThere {
			t.Errorf("it takes the stranger for its own: %+v", o)
		}
		handler := newHandler(before.ID.Kind)(t)
		if err := handler.Apply(t.Context(), before, func(string) {}); err != nil {
			t.Fatal(err)
		}
		defer kubetest.Remove(t, someone(t, placeOf(before)), before.ID.Name)
		o, _ := found(observe(t, before.ID.Kind, is), after.ID)
		if changes := planner.Diff(o.Attrs, after.Attrs); o.Owner != was.Name || len(changes) == 0 || placeOf(o.Resource) != placeOf(before) {
			t.Errorf("wanted where the stranger is, it observes %+v, changes %v", o, changes)
		}
		if err := handler.Delete(t.Context(), o.Resource, func(string) {}); err != nil {
			t.Fatal(err)
		}
		if o, isThere := found(observe(t, before.ID.Kind, is), after.ID); !isThere || o.Owner == was.Name {
			t.Errorf("without its own it observes %+v, want the stranger", o)
		}
	})
}

// TestCarriersAreFoundWhereNoProfileIsAnyMore: a run that was broken off has left them, and no profile of the lab file names their namespace.
func TestCarriersAreFoundWhereNoProfileIsAnyMore(t *testing.T) {
	forms(t, func(t *testing.T, lab *spec.Lab) {
		for _, kind := range []planner.Kind{planner.KindConfigMap, planner.KindSecret} {
			r := desired(lab, kind)
			if err := newHandler(kind)(t).Apply(t.Context(), r, func(string) {}); err != nil {
				t.Fatal(err)
			}
			none := testLab()
			none.AddonProfiles = nil
			if o, _ := found(observe(t, kind, none), r.ID); o.Owner != lab.Name {
				t.Errorf("%s is observed as %+v", r.ID, o)
			}
			kubetest.Remove(t, someone(t, placeOf(r)), placeOf(r).name)
		}
	})
}

// TestWhoMayNotReadAllNamespaces is told of those that the lab file names, and of what the lab notes for itself in none.
func TestWhoMayNotReadAllNamespaces(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		home, isNamespaced := strings.CutPrefix(r.URL.Path, "/api/v1/namespaces/")
		if !isNamespaced {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"kind": "Status", "apiVersion": "v1", "reason": "Forbidden", "code": 403}`))
			return
		}
		home, _, _ = strings.Cut(home, "/")
		item := `{"metadata": {"name": "contract-cilium", "namespace": "` + home + `", "labels": {"kaaslab.dev/lab": "contract"}}}`
		_, _ = w.Write([]byte(`{"metadata": {"resourceVersion": "1"}, "items": [` + item + `]}`))
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "kubeconfig")
	config := fmt.Sprintf("apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: %q}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {}}]\n", server.URL)
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, lab := range []*spec.Lab{testLab(), namespacedLab()} {
		handlers := New(kube.NewAccess(kube.Options{Kubeconfig: file, Context: "x"}), lab, ownership.New("contract", planner.Identity{}), Options{})
		for _, kind := range []planner.Kind{planner.KindConfigMap, planner.KindSecret} {
			observed, err := handlers[kind].Observe(t.Context(), planner.Want(lab))
			if _, isThere := found(observed, desired(lab, kind).ID); err != nil || !isThere {
				t.Errorf("%s: %+v, %v", kind, observed, err)
			}
		}
	}
}

// TestSummariesSayWhatSveltosMakesOfAProfile: what a Profile refers to is in its namespace there, whatever the lab file says.
func TestSummariesSayWhatSveltosMakesOfAProfile(t *testing.T) {
	wanted := planner.ClusterProfile{
		Namespace: team, ConfigMaps: []string{team + "/lab-cni"},
		Spec: map[string]any{"policyRefs": []any{map[string]any{"kind": "ConfigMap", "name": "more"}}},
		HelmCharts: []planner.HelmChart{{Chart: "a/b", Release: "r", Namespace: "n", More: map[string]any{
			"registryCredentialsConfig": map[string]any{"credentials": map[string]any{"name": "login"}},
		}}},
	}
	const seen = `{"metadata": {"namespace": "team-a", "labels": {"projectsveltos.io/profile-name": "cni"}}, "spec": {"clusterProfileSpec": {
		"policyRefs": [{"kind": "ConfigMap", "namespace": "team-a", "name": "lab-cni"}, {"kind": "ConfigMap", "namespace": "team-a", "name": "more"}],
		"helmCharts": [{"chartName": "a/b", "releaseName": "r", "releaseNamespace": "n", "registryCredentialsConfig": {"credentials": {"namespace": "team-a", "name": "login"}}}]}},
		"status": {"featureSummaries": [{"featureID": "Resources", "status": "Provisioned"}, {"featureID": "Helm", "status": "Provisioned"}]}}`
	for text, want := range map[string]judgement{
		seen: {},
		strings.Replace(seen, `"name": "more"`, `"name": "less"`, 1): {waitsFor: "Sveltos has not seen the change yet"},
	} {
		var said summary
		if err := json.Unmarshal([]byte(text), &said); err != nil {
			t.Fatal(err)
		}
		if got := said.judge(wanted); got != want || said.profile() != profileAt(team, "cni") {
			t.Errorf("judged as %+v, want %+v, of %s", got, want, said.profile())
		}
	}
	if diff := cmp.Diff(map[string]any{"kind": "ConfigMap", "name": "more"}, wanted.Spec["policyRefs"].([]any)[0]); diff != "" {
		t.Errorf("what is wanted was changed (-want +got):\n%s", diff)
	}
}
