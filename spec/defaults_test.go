package spec

import (
	"testing"
)

func TestClustersThatNameNoInfrastructure(t *testing.T) {
	lab, _, err := Parse("lab.yaml", []byte(head+"workloadClusters: [{name: open}, {name: named, infrastructure: simulated}, {name: own, clusterClass: theirs}]"), manifest)
	if err != nil {
		t.Fatal(err)
	}
	check := func(open Infrastructure) {
		t.Helper()
		for i, want := range []Infrastructure{open, InfrastructureSimulated, ""} {
			if c := lab.WorkloadClusters[i]; c.Infrastructure != want {
				t.Errorf("cluster %s is %q, want %q", c.Name, c.Infrastructure, want)
			}
		}
	}
	check(InfrastructureSimulated)
	lab.Default(InfrastructureInMemory)
	check(InfrastructureInMemory)
}
