package seed

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kaaslab/kaaslab/spec"
)

const inNamespaces = `
{apiVersion: cluster.x-k8s.io/v1beta1, kind: Cluster, metadata: {name: one, namespace: team-a, labels: {env: dev}}, spec: {}}
---
{apiVersion: cluster.x-k8s.io/v1beta1, kind: Cluster, metadata: {name: two, namespace: team-a, labels: {env: prod}}, spec: {}}
---
{apiVersion: cluster.x-k8s.io/v1beta1, kind: Cluster, metadata: {name: three, namespace: team-b, labels: {env: dev}}, spec: {}}
---
`

func profileIn(namespace, more string) string {
	return `{apiVersion: config.projectsveltos.io/v1beta1, kind: Profile, metadata: {name: web, namespace: ` + namespace + `}, spec: {` + more + `,
  helmCharts: [{repositoryURL: "https://charts.example.com", repositoryName: ex, chartName: ex/web, chartVersion: 1.0.0, releaseName: web, releaseNamespace: web}]}}
`
}

// TestClustersStayInTheirNamespaces, and a Profile stays one of its own.
func TestClustersStayInTheirNamespaces(t *testing.T) {
	const refs = "clusterRefs: [{apiVersion: cluster.x-k8s.io/v1beta1, kind: Cluster, name: two}]"
	for more, want := range map[string]spec.AddonProfile{
		"clusterSelector: {matchLabels: {env: dev}}": {ClusterSelector: spec.Selector{MatchLabels: map[string]string{"env": "dev"}}},
		refs:            {ClusterRefs: []spec.ClusterRef{{Name: "two"}}},
		"setRefs: [it]": {SetRefs: []any{"it"}},
	} {
		made := convert(t, inNamespaces+profileIn("team-a", more))
		lab := parsed(t, made)
		var homes []string
		for _, cluster := range lab.WorkloadClusters {
			homes = append(homes, cluster.Name+" in "+cluster.Home())
		}
		if diff := cmp.Diff([]string{"one in team-a", "two in team-a", "three in team-b"}, homes); diff != "" || strings.Contains(lostOf(made), "Profile") {
			t.Errorf("clusters (-want +got):\n%s\nlost: %s", diff, lostOf(made))
		}
		p := lab.AddonProfiles[0]
		got := spec.AddonProfile{ClusterSelector: p.ClusterSelector, ClusterRefs: p.ClusterRefs, SetRefs: p.SetRefs}
		if diff := cmp.Diff(want, got); diff != "" || p.Namespace != "team-a" {
			t.Errorf("with %s the profile of %s is (-want +got):\n%s", more, p.Namespace, diff)
		}
	}
}

// TestAProfileWithoutClustersIsLeftOut: there is nothing that it could be for.
func TestAProfileWithoutClustersIsLeftOut(t *testing.T) {
	made := convert(t, inNamespaces+profileIn("team-c", "clusterSelector: {matchLabels: {env: dev}}"))
	const want = "no workload cluster of this lab is in namespace team-c"
	if lab := parsed(t, made); len(lab.AddonProfiles) != 0 || !strings.Contains(lostOf(made), want) {
		t.Errorf("it has %d profiles, lost: %s", len(lab.AddonProfiles), lostOf(made))
	}
}

// TestWhatAProfileRefersToIsInItsNamespace: Sveltos looks nowhere else, whatever stands there.
func TestWhatAProfileRefersToIsInItsNamespace(t *testing.T) {
	made := convert(t, inNamespaces+`{apiVersion: v1, kind: Secret, metadata: {name: login, namespace: team-a}, data: {a: Yg==}}
---
`+strings.Replace(profileIn("team-a", "clusterSelector: {matchLabels: {env: dev}}, policyRefs: [{kind: ConfigMap, namespace: elsewhere, name: other}]"),
		"releaseName: web", "registryCredentialsConfig: {credentials: {namespace: elsewhere, name: login}}, releaseName: web", 1))
	p := parsed(t, made).AddonProfiles[0]
	var found []any
	more, _ := p.Spec.(map[string]any)
	for _, fields := range []map[string]any{more, {"registryCredentialsConfig": p.HelmCharts[0].RegistryCredentialsConfig}} {
		spec.EachOwnReference(fields, func(_ []any, reference map[string]any) { found = append(found, reference["namespace"]) })
	}
	if diff := cmp.Diff([]any{"team-a", "team-a"}, found); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, made.Lab)
	}
}

// TestWhatIsNamedWithoutANamespaceIsWhereTheClustersAre: Sveltos looks for it in the namespace of the cluster.
func TestWhatIsNamedWithoutANamespaceIsWhereTheClustersAre(t *testing.T) {
	clusters := strings.ReplaceAll(inNamespaces, "team-b", "team-a")
	for namespace, isThere := range map[string]bool{"team-a": true, "default": false} {
		made := convert(t, clusters+`{apiVersion: v1, kind: ConfigMap, metadata: {name: some, namespace: `+namespace+`}, data: {a: b}}
---
`+strings.Replace(strings.Replace(profileIn("", "clusterSelector: {matchLabels: {env: dev}}"), "kind: Profile", "kind: ClusterProfile", 1), "releaseName: web", "valuesFrom: [{kind: ConfigMap, name: some}], releaseName: web", 1))
		if parsed(t, made); strings.Contains(lostOf(made), "it names objects of the management cluster, which the lab file does not make") == isThere {
			t.Errorf("with one in %s it says %q", namespace, lostOf(made))
		}
	}
}
