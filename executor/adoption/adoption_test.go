package adoption_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/executor/adoption"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/planner"
)

// good is a Cluster that can be adopted; the others are made from it by a change.
const good = `{"metadata": {"name": "good", "namespace": "default"}, "spec": {
	"clusterNetwork": {"pods": {"cidrBlocks": ["10.1.0.0/16"]}, "services": {"cidrBlocks": ["10.2.0.0/16"]}},
	"topology": {"classRef": {"name": "theirs"}, "version": "v1.36.1", "controlPlane": {"replicas": 1},
		"workers": {"machineDeployments": [{"class": "w", "name": "md-0", "replicas": 2}]}}}}`

// TestWhatALabFileCannotSayIsLeft: an apply would change it, or replace it.
func TestWhatALabFileCannotSayIsLeft(t *testing.T) {
	for want, change := range map[string][2]string{
		"":                                {"good", "good"},
		"is not in namespace default":     {`"default"`, `"other"`},
		"belongs to lab x":                {`"namespace"`, `"labels": {"kaaslab.dev/lab": "x"}, "namespace"`},
		"the lab has made it":             {`"namespace"`, `"labels": {"kaaslab.dev/lab": "team"}, "namespace"`},
		"is being deleted":                {`"namespace"`, `"deletionTimestamp": "2026-01-01T00:00:00Z", "namespace"`},
		"is not made from a ClusterClass": {`"theirs"`, `""`},
		"its ClusterClass is not in":      {`"theirs"`, `"elsewhere"`},
		"its version":                     {`v1.36.1`, `v1.36.1+k3s1`},
		"it has not one range":            {`"10.1.0.0/16"`, `"10.1.0.0/16", "fd00::/64"`},
		"the number of its control plane": {`"controlPlane": {"replicas": 1}`, `"controlPlane": {}`},
		"the number of machines in its":   {`, "replicas": 2`, ``},
		"its pool md-0 is of class v":     {`"class": "w"`, `"class": "v"`},
		"it has MachinePools":             {`"machineDeployments"`, `"machinePools": [{}], "machineDeployments"`},
	} {
		s := look(t, strings.ReplaceAll(good, change[0], change[1]), "")
		left := strings.Join(s.Left(), "\n")
		if (want == "") != (left == "") || !strings.Contains(left, ": "+want) && want != "" {
			t.Errorf("with %s it says %q, want %q", change[1], left, want)
		}
	}
}

func TestProfilesAreLeftTogether(t *testing.T) {
	chart := `{"repositoryURL": "https://x", "repositoryName": "x", "chartName": "x/x", "chartVersion": "1.0.0", "releaseName": "x", "releaseNamespace": "x"`
	s := look(t, good, strings.Join([]string{
		`{"metadata": {"name": "fine"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "helmCharts": [` + chart + `}]}}`,
		`{"metadata": {"name": "options"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "helmCharts": [` + chart + `, "options": {}}]}}`,
		`{"metadata": {"name": "needs"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "dependsOn": ["options"], "helmCharts": [` + chart + `}]}}`,
		`{"metadata": {"name": "template"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "helmCharts": [` + chart + `, "values": "a: {{ .b }}"}]}}`,
		`{"metadata": {"name": "objects"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "policyRefs": [{}]}}`,
	}, ","))
	want := []string{
		"ClusterProfile options: its chart x/x has options",
		"ClusterProfile needs: depends on profile options, which is left or not there",
		"ClusterProfile template: its chart x/x has values that are a template",
		"ClusterProfile objects: it installs objects and not only Helm charts",
	}
	if diff := cmp.Diff(want, s.Left()); diff != "" {
		t.Errorf("left: %s", diff)
	}
	if got := s.Taken(); len(got) != 2 || got[1].String() != "clusterProfile/fine" {
		t.Errorf("taken: %v", got)
	}
}

func look(t *testing.T, cluster, profiles string) *adoption.Survey {
	t.Helper()
	answers := map[string]string{
		"/apis/cluster.x-k8s.io/v1beta2/clusters": cluster,
		"/apis/cluster.x-k8s.io/v1beta2/namespaces/default/clusterclasses": `{"metadata": {"name": "theirs"},
			"spec": {"workers": {"machineDeployments": [{"class": "w"}]}}}`,
		"/apis/config.projectsveltos.io/v1beta1/clusterprofiles": profiles,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("it writes: %s %s", r.Method, r.URL)
		}
		_, _ = w.Write([]byte(`{"items": [` + answers[r.URL.Path] + `]}`))
	}))
	t.Cleanup(server.Close)
	name := filepath.Join(t.TempDir(), "kubeconfig")
	text := "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: '" + server.URL + "'}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u}]\n"
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := adoption.Look(t.Context(), kube.NewAccess(kube.Options{Kubeconfig: name, Context: "c"}), "team",
		func(planner.Selector, map[string]string) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	return s
}
