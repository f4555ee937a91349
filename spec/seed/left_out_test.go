package seed

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

// old is a lab that is carried over whole. Each test adds to it, or replaces something in it.
const old = `apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata: {name: one, namespace: default, labels: {env: dev}}
spec:
  controlPlaneRef: {apiVersion: controlplane.cluster.x-k8s.io/v1beta1, kind: KubeadmControlPlane, name: one-cp}
  infrastructureRef: {apiVersion: infrastructure.cluster.x-k8s.io/v1beta1, kind: DockerCluster, name: one}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: DockerCluster
metadata: {name: one, namespace: default}
---
apiVersion: controlplane.cluster.x-k8s.io/v1beta1
kind: KubeadmControlPlane
metadata: {name: one-cp, namespace: default}
spec:
  replicas: 1
  version: v1.36.1
---
apiVersion: config.projectsveltos.io/v1beta1
kind: ClusterProfile
metadata: {name: good}
spec:
  clusterSelector: {matchLabels: {env: dev}}
  helmCharts:
  - {repositoryURL: https://charts.example.com, repositoryName: ex, chartName: ex/app, chartVersion: 1.0.0, releaseName: good, releaseNamespace: app}
---
` // what follows begins at line 27

const (
	chartFields = "repositoryURL: https://charts.example.com, repositoryName: ex, chartName: ex/app, chartVersion: 1.0.0, releaseName: app, releaseNamespace: app"
	profileHead = "apiVersion: config.projectsveltos.io/v1beta1\nkind: ClusterProfile\nmetadata: {name: bad}\nspec:\n"
	selectsDev  = "  clusterSelector: {matchLabels: {env: dev}}\n"
	namesMap    = profileHead + selectsDev + "  policyRefs: [{kind: ConfigMap, name: cm, namespace: default}]\n"
)

func chartWith(change ...string) string {
	return profileHead + selectsDev + "  helmCharts: [{" + strings.NewReplacer(change...).Replace(chartFields) + "}]\n"
}

func chartAnd(more string) string {
	return profileHead + selectsDev + "  helmCharts: [{" + chartFields + ", " + more + "}]\n"
}

func mapOf(data string) string {
	return "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, data: {" + data + "}}\n"
}

func clusterOf(name, more string) string {
	return "{apiVersion: cluster.x-k8s.io/v1beta2, kind: Cluster, metadata: {" + name + "}, spec: {" + more +
		"topology: {classRef: {name: quick-start}, version: v1.36.1, controlPlane: {replicas: 1}}}}\n"
}

// TestOneThingThatDoesNotFitNeverEndsTheRest: it is left out with its reason and its line, and the rest is written.
func TestOneThingThatDoesNotFitNeverEndsTheRest(t *testing.T) {
	long := strings.Repeat("a-long-name-", 4) + "end"
	for name, test := range map[string]struct{ text, want string }{
		"no selector":                  {strings.Replace(chartAnd(""), selectsDev, "", 1), "ClusterProfile bad: is left out: it has no clusterSelector with a condition, and so selects no cluster by labels (old.yaml:31)"},
		"empty selector":               {strings.Replace(chartAnd(""), "{matchLabels: {env: dev}}", "{}", 1), "ClusterProfile bad: is left out: it has no clusterSelector with a condition, and so selects no cluster by labels (old.yaml:31)"},
		"empty labels":                 {strings.Replace(chartAnd(""), "{env: dev}", "{}", 1), "ClusterProfile bad: is left out: it has no clusterSelector"},
		"empty selector of text":       {strings.Replace(chartAnd(""), "{matchLabels: {env: dev}}", `""`, 1), "ClusterProfile bad: is left out: it has no clusterSelector"},
		"cluster refs":                 {strings.Replace(chartAnd(""), "clusterSelector: {matchLabels: {env: dev}}", "clusterRefs: [{kind: Cluster, name: one}]", 1), "ClusterProfile bad: is left out: it names clusters in clusterRefs, and none of them is in the files"},
		"selector with greater than":   {strings.Replace(chartAnd(""), "{matchLabels: {env: dev}}", "tier>3", 1), `has the condition "tier>3", which a lab file cannot say (old.yaml:31)`},
		"selector with a bad label":    {strings.Replace(chartAnd(""), "{env: dev}", "{'a b': c}", 1), `ClusterProfile bad: is left out: clusterSelector.matchLabels["a b"] "a b" is not a label key`},
		"selector with a bad operator": {strings.Replace(chartAnd(""), "{matchLabels: {env: dev}}", "{matchExpressions: [{key: a, operator: Gt, values: [b]}]}", 1), "matchExpressions[0].operator Gt is not known"},
		"repository of ftp":            {chartWith("https://charts.example.com", "ftp://flux-system/app/charts"), `its chart ex/app is left out: repositoryURL ftp://flux-system/app/charts is not valid; it must begin with`},
		"repository of files":          {chartWith("https://charts.example.com", "file:///charts"), "its chart ex/app is left out: repositoryURL file:///charts is not valid"},
		"namespace of a template":      {chartWith("releaseNamespace: app", `releaseNamespace: "{{ .Cluster.metadata.name }}"`), "its chart ex/app is left out: releaseNamespace is a template"},
		"version that is a number":     {chartWith("1.0.0", "1.5"), "its chart ex/app is left out: chartVersion is no text"},
		"long release":                 {chartWith("releaseName: app", "releaseName: "+long+long), "its chart ex/app is left out: releaseName"},
		"long profile":                 {strings.Replace(chartAnd(""), "name: bad", "name: "+long, 1), "ClusterProfile " + long + ": is left out: name " + long + " is 51 characters long; the most is 40 (old.yaml:27)"},
		"profile with a dot":           {strings.Replace(chartAnd(""), "name: bad", "name: a.b", 1), "ClusterProfile a.b: is left out: name a.b is not valid"},
		"values that are no mapping":   {chartAnd("values: \"- a\""), "its chart ex/app is left out: its values are no mapping (key: value) (old.yaml:32)"},
		"values that are no YAML":      {chartAnd("values: \"a: [\""), "its chart ex/app is left out: its values: is not YAML"},
		"values of a template":         {chartAnd("values: \"{{ .Values }}\""), "its chart ex/app is left out: its values are a template that is no YAML"},
		"values of a mapping":          {chartAnd("values: {a: b}"), "its chart ex/app is left out: values is no text"},
		"same release twice":           {strings.Replace(chartAnd(""), "helmCharts: [", "helmCharts: [{"+chartFields+"}, ", 1), "its chart ex/app is left out: releaseName app in namespace app is already installed by chart ex/app"},
		"unknown mode":                 {chartAnd("") + "  syncMode: Sometimes\n", "ClusterProfile bad: is left out: its syncMode is none that Sveltos has: Sometimes (old.yaml:33)"},
		"a key that is a script":       {namesMap + mapOf(`run.sh: "echo hello"`), "ConfigMap cm: data.run.sh is left out: it is the text \"echo hello\"; it must be a Kubernetes object (old.yaml:34)"},
		"a key that is a template":     {namesMap + mapOf(`a.yaml: "a: {{ .b }}"`), "ConfigMap cm: data.a.yaml is left out: it"},
		"a key that is empty":          {namesMap + mapOf(`a.yaml: ""`), "ConfigMap cm: data.a.yaml is left out: it holds no Kubernetes object (old.yaml:34)"},
		"a key that leads elsewhere":   {namesMap + mapOf(`"..": "a: b"`), "ConfigMap cm: data..., which is no name for a file"},
		"an object twice":              {namesMap + mapOf(`a.yaml: "{apiVersion: v1, kind: Namespace, metadata: {name: x}}", b.yaml: "{apiVersion: v1, kind: Namespace, metadata: {name: x}}"`), "ConfigMap cm: data.b.yaml is left out of profile bad: it holds v1 Namespace x, which ./a.yaml holds too"},
		"cluster with a dot":           {clusterOf("name: a.b", ""), "Cluster a.b: is left out: name a.b is not valid"},
		"long cluster":                 {clusterOf("name: "+long, ""), "Cluster " + long + ": is left out: name"},
		"cluster with a digit first":   {clusterOf("name: 1a", ""), "Cluster 1a: is left out: name 1a is not valid"},
		"cluster without a name":       {clusterOf("labels: {}", ""), "Cluster: is left out: name"},
		"cluster of another space":     {clusterOf("name: one, namespace: team-b", ""), "Cluster team-b/one: is left out: name one is already the name of Cluster one (old.yaml:1); names must differ (old.yaml:27)"},
		"addresses of IPv6":            {clusterOf("name: two", "clusterNetwork: {pods: {cidrBlocks: ['fd00::/48']}, services: {cidrBlocks: ['fd01::/112']}}, "), "Cluster two: podCIDR fd00::/48 is IPv6 alone, and so would be the address of the API server"},
		"addresses that are none":      {clusterOf("name: two", "clusterNetwork: {pods: {cidrBlocks: [ten]}}, "), "Cluster two: podCIDR ten is not a range of addresses, such as 10.244.0.0/16; the cluster gets what a lab file has without (old.yaml:27)"},
		"addresses that overlap":       {clusterOf("name: two", "clusterNetwork: {pods: {cidrBlocks: [10.100.0.0/16]}}, "), "Cluster two: serviceCIDR 10.96.0.0/12 overlaps podCIDR"},
		"an even control plane":        {strings.Replace(clusterOf("name: two", ""), "replicas: 1", "replicas: 2", 1), "Cluster two: controlPlane.replicas 2 is even"},
		"a label that is none":         {clusterOf("name: two, labels: {'a b': c, d: e}", ""), `Cluster two: labels["a b"] "a b" is not a label key`},
		"a long pool":                  {strings.Replace(clusterOf("name: two", ""), "topology: {", "topology: {workers: {machineDeployments: [{class: c, name: "+long+"}, {class: c, name: md-0}]}, ", 1), "Cluster two: its pool " + long + " is left out: name"},
		"a pool twice":                 {strings.Replace(clusterOf("name: two", ""), "topology: {", "topology: {workers: {machineDeployments: [{class: c, name: a}, {class: c, name: a}]}, ", 1), "Cluster two: its pool a is left out: name a is already the name of pool a; names of pools must differ"},
		"no version of Kubernetes":     {strings.Replace(clusterOf("name: two", ""), "v1.36.1", "stable", 1), `Cluster two: Kubernetes version "stable", which is none`},
		"a name that is a template":    {clusterOf(`name: "{{ .Values.name }}"`, ""), "its name is a template that nobody has filled in"},
		"a document that is no YAML":   {"a: [\n", "old.yaml:27: is not YAML"},
		"a document of a Helm chart":   {"kind: {{ .Values.kind }}\n", "old.yaml:27: is a Helm template; give what helm template makes of the chart"},
		"a document that is a list":    {"- a\n", "old.yaml:27: is no Kubernetes manifest"},
		"a dependency that is gone":    {chartAnd("") + "  dependsOn: [gone]\n", "ClusterProfile bad: dependsOn gone, which is not in the files (old.yaml:33)"},
		"a circle":                     {chartAnd("") + "  dependsOn: [bad]\n", "ClusterProfile bad: dependsOn bad, which goes round in a circle"},
	} {
		made, err := Convert(demo, []Source{{Name: "old.yaml", Data: []byte(old + test.text)}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		lab, lost := parsed(t, made), lostOf(made)
		if lab.WorkloadClusters[0].Name != "one" || lab.AddonProfiles[0].Name != "good" {
			t.Errorf("%s: the rest is not there:\n%s", name, made.Lab)
		}
		if !strings.Contains(lost, test.want) {
			t.Errorf("%s: said is\n%s\nwant %s", name, lost, test.want)
		}
		if strings.Contains(lost, "addonProfiles[") || strings.Contains(lost, "workloadClusters[") || strings.Contains(lost, "lab.yaml") {
			t.Errorf("%s: a place that nobody can see: %s", name, lost)
		}
	}
}

// TestNothingIsTurnedRound: what would be something else in the new lab is left out, and said.
func TestNothingIsTurnedRound(t *testing.T) {
	ref := func(more string) string {
		return strings.Replace(namesMap, "namespace: default}", "namespace: default, "+more+"}", 1)
	}
	for text, want := range map[string]string{
		chartAnd("options: {somethingNew: true}"): "somethingNew",
		chartAnd("somethingNew: true"):            "somethingNew, which a lab file cannot say",
		chartAnd("") + "  somethingNew: 1\n":      "spec.somethingNew, which a lab file cannot say",
		strings.Replace(chartAnd(""), "{name: bad}", "{name: bad, annotations: {profile.projectsveltos.io/paused: ok}}", 1): "it is paused",
		ref("somethingNew: 1"): "somethingNew, which a lab file cannot say",
		ref("tier: high"):      "tier, which a lab file cannot say",
	} {
		made := convert(t, old+text)
		lab, lost := parsed(t, made), lostOf(made)
		if len(lab.AddonProfiles) != 1 || len(made.Files) > 0 {
			t.Errorf("%s is carried over:\n%s", text, made.Lab)
		}
		if !strings.Contains(lost, want) || !strings.Contains(lost, "ClusterProfile bad: ") {
			t.Errorf("%s: said is\n%s\nwant %s", text, lost, want)
		}
	}
}

// TestHarmlessFieldsAreNamed: without them the same is installed on the same clusters, and somebody may miss them.
func TestHarmlessFieldsAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		chartAnd("") + "  clusterRefs: [{kind: Cluster, name: x}]\n": "spec.clusterRefs[0]: it names what is none of the clusters in the files",
		chartAnd("") + "  kustomizationRefs: [{name: x}]\n":          "spec.kustomizationRefs[0]: it names objects of the management cluster, which the lab file does not make",
		namesMap:                         "spec.policyRefs[0]: it names objects of the management cluster",
		chartAnd(`values: "a: 1\na: 2"`): "the key a is there twice in its values, and the last one counts, as for Helm",
	} {
		made := convert(t, old+text)
		if lab := parsed(t, made); len(lab.AddonProfiles) != 2 || !strings.Contains(lostOf(made), want) {
			t.Errorf("%s: said is\n%s\nwant %s", text, lostOf(made), want)
		}
	}
}

// TestWhatALabFileSaysInSveltosWordsIsCarriedOver: as it is, under the same names.
func TestWhatALabFileSaysInSveltosWordsIsCarriedOver(t *testing.T) {
	for text, want := range map[string]string{
		chartAnd("helmChartAction: Uninstall"):                                                                      "action: Uninstall",
		chartAnd("options: {skipCRDs: true}"):                                                                       "skipCRDs: true",
		chartAnd("options: {wait: true, timeout: 10m, installOptions: {createNamespace: false}}"):                   "createNamespace: false",
		chartAnd("options: {upgradeOptions: {maxHistory: 9, resetValues: true}}"):                                   "maxHistory: 9",
		chartAnd("valuesFrom: [{kind: ConfigMap, name: v, namespace: default}]"):                                    "valuesFrom:",
		chartAnd("registryCredentialsConfig: {credentials: {name: a, namespace: default}}"):                         "registryCredentialsConfig:",
		chartAnd("") + "  patches: [{patch: '- {op: remove, path: /spec}', target: {kind: Job}}]\n":                 "patches:",
		chartAnd("") + "  syncMode: ContinuousWithDriftDetection\n  driftExclusions: [{paths: [/spec/replicas]}]\n": "- /spec/replicas",
		chartAnd("") + "  tier: 50\n  maxConsecutiveFailures: 3\n":                                                  "maxConsecutiveFailures: 3",
		chartAnd("") + "  maxUpdate: 30%\n":                                                                         "maxUpdate: 30%",
		chartAnd("") + "  stopMatchingBehavior: LeavePolicies\n":                                                    "stopMatchingBehavior: LeavePolicies",
		chartAnd("") + "  validateHealths: [{name: x, featureID: Helm}]\n":                                          "featureID: Helm",
		strings.Replace(namesMap, "default}", "default, deploymentType: Local, force: true}", 1) + mapOf(`a.yaml: "{apiVersion: v1, kind: Namespace, metadata: {name: x}}"`):      "deploymentType: Local",
		namesMap + "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: cm, annotations: {projectsveltos.io/template: ok}}, data: {a.yaml: \"kind: {{ .Cluster.kind }}\"}}\n": "template: true",
	} {
		made := convert(t, old+text)
		if lab := parsed(t, made); len(lab.AddonProfiles) != 2 || !strings.Contains(string(made.Lab), want) {
			t.Errorf("%s: lost is\n%s\nwant %s in\n%s", text, lostOf(made), want, made.Lab)
		}
	}
}

// TestReferencesThatAreNoFilesStayReferences: what they name in the files becomes an object of the management cluster, as it is.
func TestReferencesThatAreNoFilesStayReferences(t *testing.T) {
	good := `"{apiVersion: v1, kind: Namespace, metadata: {name: x}}"`
	annotated := func(name string) string {
		return namesMap + "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: cm, annotations: {" + name + `: ""}}, data: {a.yaml: ` + good + "}}\n"
	}
	ref := func(more string) string {
		return strings.Replace(namesMap, "namespace: default}", "namespace: default, "+more+"}", 1) + mapOf("a.yaml: "+good)
	}
	kustomized := strings.Replace(namesMap, "policyRefs", "kustomizationRefs", 1)
	for text, want := range map[string]string{
		ref("path: a"):                              "path: a",
		ref("tier: 50"):                             "tier: 50",
		annotated("projectsveltos.io/lua"):          "name: cm",
		annotated("projectsveltos.io/subresources"): "name: cm",
		strings.Replace(namesMap, "ConfigMap", "Secret", 1) + "---\n{apiVersion: v1, kind: Secret, metadata: {name: cm}, stringData: {a: b}}\n":                    "kind: Secret",
		kustomized + mapOf("kustomization.yaml: 'resources: []'"):                                                                                                  "kustomizationRefs:",
		strings.Replace(namesMap, "ConfigMap", "GitRepository", 1) + "---\n{apiVersion: source.toolkit.fluxcd.io/v1, kind: GitRepository, metadata: {name: cm}}\n": "kind: GitRepository",
		strings.Replace(namesMap, "{kind: ConfigMap, name: cm, namespace: default}", "{remoteURL: {url: https://example.com/a.yaml}}", 1):                          "url: https://example.com/a.yaml",
	} {
		made := convert(t, old+text)
		profiles := parsed(t, made).AddonProfiles
		if len(profiles) != 2 || profiles[1].Spec == nil || len(profiles[1].Manifests) > 0 || !strings.Contains(string(made.Lab), want) {
			t.Errorf("%s: want %s in\n%s", text, want, made.Lab)
		}
		if isRemote := strings.Contains(text, "remoteURL"); len(made.Lost) > 0 || !isRemote && len(made.Files) != 1 {
			t.Errorf("%s: files %v, lost: %s", text, made.Files, lostOf(made))
		}
	}
}

// TestChartsOfNoFixedVersionStaySo: Sveltos takes the newest, or fills in what stands in braces.
func TestChartsOfNoFixedVersionStaySo(t *testing.T) {
	for version, want := range map[string]string{
		"": "*", "chartVersion: '*',": "*", "chartVersion: '>=1.2.0 <2.0.0',": ">=1.2.0 <2.0.0", "chartVersion: 1.2.*,": "1.2.*", "chartVersion: ^1 || ~2.3,": "^1 || ~2.3",
		`chartVersion: '{{ index .Cluster.metadata.labels "app" }}',`: `{{ index .Cluster.metadata.labels "app" }}`,
	} {
		made := convert(t, old+strings.Replace(chartAnd(""), "chartVersion: 1.0.0,", version, 1))
		profiles := parsed(t, made).AddonProfiles
		if len(profiles) != 2 || profiles[1].HelmCharts[0].Version != want || len(made.Lost) > 0 {
			t.Errorf("%s: lost: %s\n%s", version, lostOf(made), made.Lab)
		}
	}
}

// TestUsualValuesAreNoLoss: what says what is so in any case is not worth a word.
func TestUsualValuesAreNoLoss(t *testing.T) {
	made := convert(t, old+chartAnd("helmChartAction: Install, options: {wait: false, installOptions: {createNamespace: true, replace: true}}")+
		"  tier: 100\n  continueOnConflict: false\n  stopMatchingBehavior: WithdrawPolicies\n  reloader: false\n")
	if len(made.Lost) > 0 || len(parsed(t, made).AddonProfiles) != 2 {
		t.Errorf("lost: %s", lostOf(made))
	}
}

// TestNothingLeftIsAnErrorThatNamesAll: with every reason and its place.
func TestNothingLeftIsAnErrorThatNamesAll(t *testing.T) {
	_, err := Convert(demo, []Source{
		{Name: "a.yaml", Data: []byte(clusterOf("name: A_b", ""))}, {Name: "b.yaml", Data: []byte("a: [")},
		{Name: "c.yaml", Data: []byte(strings.Replace(namesMap, "{name: bad}", "{name: bad, annotations: {profile.projectsveltos.io/paused: ok}}", 1))},
	})
	for _, want := range []string{"a.yaml, b.yaml, c.yaml: nothing in it can be carried over", "a.yaml:1:1: Cluster A_b: is left out: name A_b is not valid", "b.yaml:1:1: is not YAML", "c.yaml:3:1: ClusterProfile bad: "} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}

// TestFilesThatNobodyNamesAreNotWritten: what is left out leaves no file behind.
func TestFilesThatNobodyNamesAreNotWritten(t *testing.T) {
	made := convert(t, old+strings.Replace(namesMap, "{env: dev}", "{'a b': c}", 1)+mapOf(`a.yaml: "{apiVersion: v1, kind: Namespace, metadata: {name: x}}"`))
	if len(made.Files) > 0 {
		t.Errorf("files: %v", made.Files)
	}
}

// TestTemplatesInValuesStayTemplates: Sveltos fills them in, as it did before.
func TestTemplatesInValuesStayTemplates(t *testing.T) {
	made := convert(t, old+chartAnd(`values: 'host: "{{ .Cluster.metadata.name }}"'`))
	chart := parsed(t, made).AddonProfiles[1].HelmCharts[0]
	if chart.Template == nil || !*chart.Template || chart.Values["host"] != "{{ .Cluster.metadata.name }}" || len(made.Lost) > 0 {
		t.Errorf("the chart is %v, lost: %s", chart, lostOf(made))
	}
}

// TestSecretsBecomeFilesOfTheirOwner: a Secret that holds Secrets is carried over, in whichever way it holds them.
func TestSecretsBecomeFilesOfTheirOwner(t *testing.T) {
	secret := "{apiVersion: v1, kind: Secret, metadata: {name: s}}"
	for _, data := range []string{`stringData: {a.yaml: "` + secret + `"}`, "data: {a.yaml: " + base64.StdEncoding.EncodeToString([]byte(secret)) + "}"} {
		made := convert(t, old+strings.Replace(namesMap, "ConfigMap", "Secret", 1)+"---\n{apiVersion: v1, kind: Secret, metadata: {name: cm}, type: addons.projectsveltos.io/cluster-profile, "+data+"}\n")
		if len(parsed(t, made).AddonProfiles) != 2 || string(made.Files["./a.yaml"]) != secret || !slices.Equal(made.Secrets, []string{"./a.yaml"}) || len(made.Lost) > 0 {
			t.Errorf("%s: files %q, of their owner %q, lost: %s", data, made.Files, made.Secrets, lostOf(made))
		}
	}
}

// TestAnnotationsThatPeopleWriteAreNamed: those that controllers keep for themselves are not.
func TestAnnotationsThatPeopleWriteAreNamed(t *testing.T) {
	made := convert(t, strings.Replace(old, "labels: {env: dev}}", `labels: {env: dev}, annotations: {
  cluster.x-k8s.io/cloned-from-name: x, kaaslab.dev/anything: x, cluster.x-k8s.io/replicas-managed-by: external-autoscaler}}`, 1))
	want := "Cluster one: metadata.annotations.cluster.x-k8s.io/replicas-managed-by; a lab file has no key for that (old.yaml:4)"
	if got := lostOf(made); !strings.Contains(got, want) || strings.Count(got, "\n") > 1 {
		t.Errorf("said is\n%s\nwant %s", got, want)
	}
}

// TestLabelsThatPeopleWriteAreNamed: a lab file takes none of the domains of Cluster API, and controllers do not set all of them.
func TestLabelsThatPeopleWriteAreNamed(t *testing.T) {
	made := convert(t, strings.Replace(old, "labels: {env: dev}", "labels: {env: dev, cluster.x-k8s.io/watch-filter: mine, cluster.x-k8s.io/cluster-name: one}", 1))
	want := "Cluster one: metadata.labels.cluster.x-k8s.io/watch-filter; a lab file has no key for that (old.yaml:3)"
	if got := lostOf(made); got != want {
		t.Errorf("said is\n%s\nwant %s", got, want)
	}
}

// TestAddressOfTheOldClusterIsNoLoss: the provider has written it down.
func TestAddressOfTheOldClusterIsNoLoss(t *testing.T) {
	for _, address := range []string{`{host: "", port: 0}`, "{host: 172.18.0.3, port: 6443}", "{port: 6443}"} {
		text := strings.Replace(old, "spec:\n  controlPlaneRef", "spec:\n  controlPlaneEndpoint: "+address+"\n  controlPlaneRef", 1)
		text = strings.Replace(text, "kind: DockerCluster\nmetadata: {name: one, namespace: default}\n", "kind: DockerCluster\nmetadata: {name: one}\nspec: {controlPlaneEndpoint: "+address+"}\n", 1)
		made := convert(t, text)
		if said := strings.Contains(strings.Join(made.Changes, "\n"), "its address 172.18.0.3"); len(made.Lost) > 0 || said != strings.Contains(address, "172") {
			t.Errorf("%s: lost: %s, changes: %v", address, lostOf(made), made.Changes)
		}
	}
}
