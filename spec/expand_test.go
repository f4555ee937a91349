package spec

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCountsBecomeClusters(t *testing.T) {
	lab := &Lab{WorkloadClusters: []WorkloadCluster{{Name: "a"}, {Name: "fleet", Count: 2, Labels: map[string]string{"x": "y"}}, {Name: "b"}}}
	names := []string{}
	for _, cluster := range lab.Clusters() {
		names = append(names, cluster.Name)
		if cluster.Count != 0 {
			t.Errorf("%s has count %d", cluster.Name, cluster.Count)
		}
	}
	if diff := cmp.Diff([]string{"a", "fleet-001", "fleet-002", "b"}, names); diff != "" {
		t.Error(diff)
	}
	if lab.WorkloadClusters[1].Count != 2 {
		t.Error("expanding changed the lab")
	}
}

func TestNamesStayWhenAFleetGrowsPastItsWidth(t *testing.T) {
	lab := &Lab{WorkloadClusters: []WorkloadCluster{{Name: "f", Count: 1001}}}
	clusters := lab.Clusters()
	got := []string{clusters[0].Name, clusters[998].Name, clusters[999].Name, clusters[1000].Name}
	if diff := cmp.Diff([]string{"f-001", "f-999", "f-1000", "f-1001"}, got); diff != "" {
		t.Error(diff)
	}
}
