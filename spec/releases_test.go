package spec

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// TestWhatElseHasVersionsAgreesWithTheTable: a tag of a type is text in the source, and so are the versions of modules. A later line
// of Cluster API is a change of the table, and this says where it has to be repeated.
func TestWhatElseHasVersionsAgreesWithTheTable(t *testing.T) {
	rule := shapeOf(reflect.TypeFor[ClusterAPI]()).byKey["version"].rules
	for version, want := range map[string]bool{BuiltInClusterAPI: true, ClusterAPILine.Line + ".99": true, "v1.0.0": false} {
		if rule.pattern.MatchString(version) != want {
			t.Errorf("the pattern of clusterAPI.version takes %s: %v", version, !want)
		}
	}
	if rule.fallback != BuiltInClusterAPI || !strings.Contains(rule.meaning, ClusterAPILine.Line) || !strings.HasPrefix(BuiltInClusterAPI, ClusterAPILine.Line+".") {
		t.Errorf("clusterAPI.version is %s by default (%s), and the table has %s of %s", rule.fallback, rule.meaning, BuiltInClusterAPI, ClusterAPILine.Line)
	}
	workload := shapeOf(reflect.TypeFor[WorkloadCluster]()).byKey["kubernetesVersion"].fallback
	for _, version := range []string{workload, ClusterAPILine.OldestRelease(), ClusterAPILine.NewestRelease()} {
		if !supported(version) {
			t.Errorf("workload clusters cannot have %s", version)
		}
	}
	for _, module := range []string{"../go.mod", "../embedded/go.mod"} {
		data, err := os.ReadFile(module)
		if err != nil || !strings.Contains(string(data), "sigs.k8s.io/cluster-api "+BuiltInClusterAPI) {
			t.Errorf("%s has another Cluster API than %s (%v)", module, BuiltInClusterAPI, err)
		}
	}
}
