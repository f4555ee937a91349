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
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/spec"
)

// good is a Cluster that can be adopted; the others are made from it by a change.
const good = `{"metadata": {"name": "good", "namespace": "default"}, "spec": {
	"clusterNetwork": {"pods": {"cidrBlocks": ["10.1.0.0/16"]}, "services": {"cidrBlocks": ["10.2.0.0/16"]}},
	"topology": {"classRef": {"name": "theirs"}, "version": "v1.36.1", "controlPlane": {"replicas": 1},
		"workers": {"machineDeployments": [{"class": "w", "name": "md-0", "replicas": 2}]}}}}`

// TestWhatALabFileCannotNameIsLeft: it is somebody else's, or nothing that a lab file can point at.
func TestWhatALabFileCannotNameIsLeft(t *testing.T) {
	for want, change := range map[string][2]string{
		"belongs to lab x":                    {`"namespace"`, `"labels": {"kaaslab.dev/lab": "x"}, "namespace"`},
		"the lab has made it":                 {`"namespace"`, `"labels": {"kaaslab.dev/lab": "team"}, "managedFields": [{"manager": "kaaslab", "operation": "Apply"}], "namespace"`},
		"is being deleted":                    {`"namespace"`, `"deletionTimestamp": "2026-01-01T00:00:00Z", "namespace"`},
		"its ClusterClass has the name":       {`"theirs"`, `"team-docker"`},
		"a lab file does not take its name: ": {`"good"`, `"9good"`},
	} {
		s := look(t, world{clusters: strings.ReplaceAll(good, change[0], change[1])})
		left := strings.Join(s.Left(), "\n")
		if len(s.Taken()) > 0 || !strings.Contains(left, ": "+want) {
			t.Errorf("with %s it says %q, want %q", change[1], left, want)
		}
	}
}

// TestPoolsAreCarriedOverWhole: the class where the pool's name does not tell it, and what else a topology says.
func TestPoolsAreCarriedOverWhole(t *testing.T) {
	whole := strings.NewReplacer(`"class": "w"`, `"class": "v", "failureDomain": "fd1", "deletion": {"order": "Oldest"}, "metadata": {"annotations": {
		"cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size": "1", "cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size": "5"}},
		"variables": {"overrides": [{"name": "size", "value": "large"}]}`, `, "replicas": 2`, ``).Replace(good)
	s := look(t, world{clusters: whole})
	text, _, err := s.LabFile("lab.yaml", "k", "c")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"class: v\n", "failureDomain: fd1\n", "order: Oldest\n", "autoscaling:\n", "max: 5\n", "size: large\n"} {
		if !strings.Contains(string(text), want) || strings.Contains(string(text), "infrastructure: existing") {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
}

// TestWhatALabFileCannotDescribeIsNamed: the cluster is used as it is.
func TestWhatALabFileCannotDescribeIsNamed(t *testing.T) {
	for want, change := range map[string][2]string{
		"":                                   {"good", "good"},
		"it is not made from a ClusterClass": {`"theirs"`, `""`},
		"its ClusterClass is not in":         {`"theirs"`, `"elsewhere"`},
		"a lab file does not take its kubernetesVersion: ": {`v1.36.1`, `v1.28.7`},
		"it names no addresses for pods":                   {`"10.1.0.0/16"`, ``},
		"a lab file does not take its serviceCIDR":         {`"10.1.0.0/16"`, `"fd00::/64", "10.1.0.0/16"`},
		"the number of its control plane":                  {`"controlPlane": {"replicas": 1}`, `"controlPlane": {}`},
		"a lab file does not take its controlPlane":        {`"controlPlane": {"replicas": 1}`, `"controlPlane": {"replicas": 2}`},
		"the number of machines in its":                    {`, "replicas": 2`, ``},
		"a lab file does not take its workers":             {`"machineDeployments": [{"class": "w", "name": "md-0"`, `"machinePools": [{"class": "w", "name": "A_B"`},
	} {
		s := look(t, world{clusters: strings.ReplaceAll(good, change[0], change[1])})
		taken := s.Taken()
		if len(taken) != 1 || (want == "") != (taken[0].Existing == "") || !strings.HasPrefix(taken[0].Existing, want) {
			t.Errorf("with %s it takes %v and leaves %v, want %q", change[1], taken, s.Left(), want)
			continue
		}
		text, _, err := s.LabFile("lab.yaml", "k", "c")
		if named := strings.Contains(string(text), "infrastructure: existing\n"); err != nil || named != (want != "") {
			t.Errorf("with %s, and error %v, the lab file is\n%s", change[1], err, text)
		}
	}
}

// TestMachinePoolsAreAdopted: as pools that say so, with the class where there is none of that kind with the pool's name.
func TestMachinePoolsAreAdopted(t *testing.T) {
	s := look(t, world{clusters: strings.Replace(good, `"machineDeployments"`, `"machinePools": [{"class": "spot", "name": "mp-0", "replicas": 3, "failureDomains": ["fd1", "fd2"]}], "machineDeployments"`, 1)})
	text, _, err := s.LabFile("lab.yaml", "k", "c")
	if err != nil {
		t.Fatal(err)
	}
	const want = "    - name: mp-0\n      replicas: 3\n      machinePool: true\n      class: spot\n      failureDomains:\n"
	if plain := strings.ReplaceAll(string(text), "        ", "      "); !strings.Contains(plain, want) {
		t.Errorf("want %q in\n%s", want, text)
	}
}

func TestProfilesAreLeftTogether(t *testing.T) {
	chart := `{"repositoryURL": "https://x", "repositoryName": "x", "chartName": "x/x", "chartVersion": "1.0.0", "releaseName": "x", "releaseNamespace": "x"`
	s := look(t, world{clusters: good, profiles: strings.Join([]string{
		`{"metadata": {"name": "fine"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "helmCharts": [` + chart + `}]}}`,
		`{"metadata": {"name": "options"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "helmCharts": [` + chart + `, "options": {"waits": true}}]}}`,
		`{"metadata": {"name": "needs"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "dependsOn": ["options"], "helmCharts": [` + chart + `}]}}`,
		`{"metadata": {"name": "template"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "helmCharts": [` + chart + `, "values": "a: {{ .b }}"}]}}`,
		`{"metadata": {"name": "nothing"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}}}`,
		`{"metadata": {"name": "everything"}, "spec": {"clusterSelector": {}, "helmCharts": [` + chart + `}]}}`,
	}, ",")})
	want := []string{
		"ClusterProfile options: a lab file does not take its helmCharts[0].options.waits: unknown key; did you mean wait?",
		"ClusterProfile needs: depends on profile options, which is left or not there",
		"ClusterProfile template: its chart x/x has values that are a template and no YAML",
		"ClusterProfile nothing: installs nothing; give it helmCharts or manifests",
		"ClusterProfile everything: a lab file does not take its clusterSelector: has no condition; name a label that the clusters have, such as matchLabels: {cni: cilium}, or name clusters in clusterRefs or sets of them in setRefs",
	}
	if diff := cmp.Diff(want, s.Left()); diff != "" {
		t.Errorf("left: %s", diff)
	}
	if got := s.Taken(); len(got) != 2 || got[1].ID.String() != "clusterProfile/fine" {
		t.Errorf("taken: %v", got)
	}
}

// TestProfilesOfNamespacesAreTakenOver: they stay what they are, where they are.
func TestProfilesOfNamespacesAreTakenOver(t *testing.T) {
	chart := `{"repositoryURL": "https://x", "repositoryName": "x", "chartName": "x/x", "chartVersion": "1.0.0", "releaseName": "x", "releaseNamespace": "x"}`
	profile := func(namespace, name, more string) string {
		return `{"metadata": {"name": "` + name + `", "namespace": "` + namespace + `"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "helmCharts": [` + chart + `]` + more + `}}`
	}
	s := look(t, world{
		clusters: good,
		profiles: `{"metadata": {"name": "both"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "helmCharts": [` + chart + `]}}`,
		namespaced: strings.Join([]string{
			profile("default", "base", ""),
			profile("default", "web", `, "dependsOn": ["base"], "clusterRefs": [{"apiVersion": "cluster.x-k8s.io/v1beta1", "kind": "Cluster", "name": "good"}],
				"policyRefs": [{"kind": "ConfigMap", "namespace": "elsewhere", "name": "fine"}]`),
			profile("default", "both", ""), profile("empty", "lonely", ""), profile("default", "apart", `, "dependsOn": ["both"]`),
		}, ","),
		configMaps: map[string]string{"fine": `{"metadata": {"name": "fine"}, "data": {"b.yaml": "{apiVersion: v1, kind: Namespace, metadata: {name: x}}"}}`},
	})
	want := []string{
		"Profile both: has the name of ClusterProfile both, and a lab names its profiles apart",
		"Profile empty/lonely: a lab file does not take its namespace: no workload cluster of this lab is in namespace empty, and a profile of it reaches none elsewhere; clusters are in default",
		"Profile apart: depends on profile both, which is left or not there",
	}
	if diff := cmp.Diff(want, s.Left()); diff != "" {
		t.Errorf("left: %s", diff)
	}
	text, files, err := s.LabFile("lab.yaml", "k", "c")
	if err != nil {
		t.Fatal(err)
	}
	lab, _, err := spec.Parse("lab.yaml", text, files.Read)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var taken []string
	for _, p := range lab.AddonProfiles {
		taken = append(taken, p.Namespace+"/"+p.Name)
	}
	if diff := cmp.Diff([]string{"/both", "default/base", "default/web"}, taken); diff != "" || len(lab.AddonProfiles[2].Files) != 1 || lab.AddonProfiles[2].ClusterRefs[0].Name != "good" {
		t.Errorf("taken: %s\n%s", diff, text)
	}
}

// TestNumbersStayTheNumbersThatTheyAre: what adopt writes is read as what there was.
func TestNumbersStayTheNumbersThatTheyAre(t *testing.T) {
	values := `large: 9007199254740993\nmillion: 1000000\nhuge: 1e21\nfraction: 0.10\noctal: 010\nline: 1_000\nhex: 0x1F\ntext: \"010\"\nversion: \"1.30\"\nword: \"yes\"\nname: \"{{ .Cluster.metadata.name }}\"`
	s := look(t, world{
		clusters: strings.ReplaceAll(good, `"controlPlane": {`, `"variables": [{"name": "large", "value": 9007199254740993}, {"name": "deep", "value": {"n": [1000000, 1e6, 0.5]}}], "controlPlane": {`),
		profiles: `{"metadata": {"name": "p"}, "spec": {"clusterSelector": {"matchLabels": {"a": "b"}}, "helmCharts": [{"repositoryURL": "https://x", "repositoryName": "x",
			"chartName": "x/x", "chartVersion": "1.0.0", "releaseName": "x", "releaseNamespace": "x", "values": "` + values + `"}]}}`,
	})
	text, files, err := s.LabFile("lab.yaml", "k", "c")
	if err != nil {
		t.Fatal(err)
	}
	lab, warnings, err := spec.Parse("lab.yaml", text, files.Read)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, w := range warnings {
		if strings.Contains(w.Path, "values") {
			t.Errorf("a template that was there is warned about: %s", w)
		}
	}
	want := map[string]any{
		"large": int64(9007199254740993), "million": int64(1000000), "huge": 1e21, "fraction": 0.1, "octal": int64(8), "line": int64(1000), "hex": int64(31),
		"text": "010", "version": "1.30", "word": "yes", "name": "{{ .Cluster.metadata.name }}",
	}
	chart := lab.AddonProfiles[0].HelmCharts[0]
	if diff := cmp.Diff(want, chart.Values); diff != "" || !chart.IsTemplate() {
		t.Errorf("values (-want +got), template %t:\n%s\n%s", chart.IsTemplate(), diff, text)
	}
	variables := map[string]any{"large": int64(9007199254740993), "deep": map[string]any{"n": []any{int64(1000000), int64(1000000), 0.5}}}
	if diff := cmp.Diff(variables, lab.WorkloadClusters[0].Variables); diff != "" {
		t.Errorf("variables (-want +got):\n%s", diff)
	}
	if strings.Contains(string(text), "1e+06") {
		t.Errorf("a million is no power of ten for everybody:\n%s", text)
	}
}

// TestForgetFinishesWhatOneBeforeHasLeft: one that was broken off has let go of all, but for the identity that the lab had for it.
func TestForgetFinishesWhatOneBeforeHasLeft(t *testing.T) {
	deleted := ""
	identity := map[string]string{"kaaslab-team": `{"metadata": {"name": "kaaslab-team", "namespace": "default", "uid": "1", "labels": {"kaaslab.dev/lab": "team"},
		"annotations": {"kaaslab.dev/id": "a", "kaaslab.dev/object": "ConfigMap default/kaaslab-team"}, "managedFields": [{"manager": "kaaslab", "operation": "Apply"}]}, "data": {"id": "a"}}`}
	s := look(t, world{clusters: good, configMaps: identity, deleted: &deleted})
	if err := s.Forget(t.Context(), s.Adopted()); err != nil || !strings.HasSuffix(deleted, "/kaaslab-team") {
		t.Errorf("%v, and it deletes %q", err, deleted)
	}
	deleted = ""
	made := strings.Replace(good, `"namespace"`, `"labels": {"kaaslab.dev/lab": "team"}, "annotations": {"kaaslab.dev/id": "a", "kaaslab.dev/object": "Cluster.cluster.x-k8s.io default/good"},
		"managedFields": [{"manager": "kaaslab", "operation": "Apply"}], "namespace"`, 1)
	if err := look(t, world{clusters: made, configMaps: identity, deleted: &deleted}).Forget(t.Context(), nil); err != nil || deleted != "" {
		t.Errorf("%v, and it deletes %q of a lab that has made a cluster", err, deleted)
	}
}

// world is what there is in a management cluster: items of lists, and ConfigMaps of namespace default by name.
type world struct {
	clusters, profiles, namespaced string
	configMaps                     map[string]string
	deleted                        *string // the path of what may be deleted, when it was
}

func look(t *testing.T, w world) *adoption.Survey {
	t.Helper()
	lists := map[string]string{
		"/apis/cluster.x-k8s.io/v1beta2/clusters": w.clusters,
		"/apis/cluster.x-k8s.io/v1beta2/clusterclasses": `{"metadata": {"name": "theirs", "namespace": "default"},
			"spec": {"workers": {"machineDeployments": [{"class": "w"}]}}}`,
		"/apis/config.projectsveltos.io/v1beta1/clusterprofiles": w.profiles,
		"/apis/config.projectsveltos.io/v1beta1/profiles":        w.namespaced,
	}
	server := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete && w.deleted != nil {
			*w.deleted = r.URL.Path
		} else if r.Method != http.MethodGet {
			t.Errorf("it writes: %s %s", r.Method, r.URL)
		}
		name, isConfigMap := strings.CutPrefix(r.URL.Path, "/api/v1/namespaces/default/configmaps/")
		switch {
		case !isConfigMap:
			_, _ = answer.Write([]byte(`{"items": [` + lists[r.URL.Path] + `]}`))
		case w.configMaps[name] != "":
			_, _ = answer.Write([]byte(w.configMaps[name]))
		default:
			answer.WriteHeader(http.StatusNotFound)
			_, _ = answer.Write([]byte(`{"kind": "Status", "apiVersion": "v1", "reason": "NotFound", "code": 404, "details": {"name": "x", "kind": "configmaps"}}`))
		}
	}))
	t.Cleanup(server.Close)
	name := filepath.Join(t.TempDir(), "kubeconfig")
	text := "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: '" + server.URL + "'}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u}]\n"
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := adoption.Look(t.Context(), kube.NewAccess(kube.Options{Kubeconfig: name, Context: "c"}), ownershiptest.Lab("team"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
