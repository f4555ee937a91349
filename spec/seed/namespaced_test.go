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

// TestClustersStayInTheirNamespaces, and a Profile stays one for those of its own.
func TestClustersStayInTheirNamespaces(t *testing.T) {
	for more, want := range map[string][]string{
		"clusterSelector: {matchLabels: {env: dev}}":                                                                                  {"one"},
		"clusterSelector: {matchExpressions: [{key: env, operator: Exists}]}":                                                         {"one", "two"},
		`clusterSelector: "env in (prod)"`:                                                                                            {"two"},
		"clusterRefs: [{apiVersion: cluster.x-k8s.io/v1beta1, kind: Cluster, name: two}]":                                             {"two"},
		"clusterSelector: {matchLabels: {env: dev}}, clusterRefs: [{apiVersion: cluster.x-k8s.io/v1beta1, kind: Cluster, name: two}]": {"one", "two"},
	} {
		made := convert(t, inNamespaces+profileIn("team-a", more))
		lab := parsed(t, made)
		var homes, names []string
		for _, cluster := range lab.WorkloadClusters {
			homes = append(homes, cluster.Name+" in "+cluster.Home())
		}
		if diff := cmp.Diff([]string{"one in team-a", "two in team-a", "three in team-b"}, homes); diff != "" || strings.Contains(lostOf(made), "Profile") {
			t.Errorf("clusters (-want +got):\n%s\nlost: %s", diff, lostOf(made))
		}
		for _, ref := range lab.AddonProfiles[0].ClusterRefs {
			names = append(names, ref.Name)
		}
		if diff := cmp.Diff(want, names); diff != "" || len(lab.AddonProfiles[0].ClusterSelector.MatchLabels) > 0 {
			t.Errorf("with %s the profile names (-want +got):\n%s", more, diff)
		}
		if said := strings.Join(made.Changes, "\n"); !strings.Contains(said, "it names those that it selects, "+strings.Join(want, ", ")) {
			t.Errorf("with %s it says %s", more, said)
		}
	}
}

func TestAProfileThatIsOfItsNamespaceAlone(t *testing.T) {
	for more, want := range map[string]string{
		"clusterSelector: {matchLabels: {env: qa}}":                   "it selects none that is in the files",
		"clusterSelector: {matchLabels: {env: dev}}, setRefs: [some]": "its setRefs name Sets of its namespace team-a",
	} {
		made := convert(t, inNamespaces+profileIn("team-a", more))
		if lab := parsed(t, made); len(lab.AddonProfiles) != 0 || !strings.Contains(lostOf(made), want) {
			t.Errorf("with %s it has %d profiles, lost: %s", more, len(lab.AddonProfiles), lostOf(made))
		}
	}
}

// TestAProfileOfAllClusters: where all clusters are in its namespace it selects as it did.
func TestAProfileOfAllClusters(t *testing.T) {
	made := convert(t, strings.ReplaceAll(inNamespaces, "team-b", "team-a")+profileIn("team-a", "clusterSelector: {matchLabels: {env: dev}}"))
	want := spec.Selector{MatchLabels: map[string]string{"env": "dev"}}
	if p := parsed(t, made).AddonProfiles[0]; len(p.ClusterRefs) > 0 || !cmp.Equal(want, p.ClusterSelector) {
		t.Errorf("the profile is %+v", p)
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
