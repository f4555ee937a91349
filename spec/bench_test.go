package spec

import (
	"fmt"
	"strings"
	"testing"
)

// largeLab is about 1 MB with a thousand clusters that are all written out.
func largeLab() []byte {
	var text strings.Builder
	text.WriteString(head + "managementCluster: {provider: k3d}\nworkloadClusters:\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "# %s\n- name: cluster-%04d\n  infrastructure: docker\n  kubernetesVersion: v1.36.1\n  labels:\n", strings.Repeat("cluster ", 20), i)
		for j := range 12 {
			fmt.Fprintf(&text, "    example.com/label-%02d: value-of-this-label-%04d\n", j, i)
		}
		text.WriteString("  controlPlane:\n    replicas: 3\n  workers:\n  - name: md-0\n    replicas: 2\n  - name: md-1\n    replicas: 5\n")
	}
	return []byte(text.String())
}

func BenchmarkParse1000(b *testing.B) {
	data := largeLab()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if lab, _, err := Parse("lab.yaml", data, nil); err != nil || len(lab.WorkloadClusters) != 1000 {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseMost is a lab with as many clusters as there may be, each an entry of its own.
func BenchmarkParseMost(b *testing.B) {
	var text strings.Builder
	text.WriteString(head + "workloadClusters:\n")
	for i := range mostClusters {
		fmt.Fprintf(&text, "- name: cluster-%05d\n  labels: {number: n%05d}\n", i, i)
	}
	b.ReportAllocs()
	for b.Loop() {
		if lab, _, err := Parse("lab.yaml", []byte(text.String()), nil); err != nil || len(lab.WorkloadClusters) != mostClusters {
			b.Fatal(err)
		}
	}
}

// Allocations are the work that is the same on every machine: what makes them many more makes labs slow.
func TestWorkStaysInProportion(t *testing.T) {
	const most = 400_000 // 311 for each of a thousand clusters, two thirds of them by the YAML parser
	data := largeLab()
	if got := testing.AllocsPerRun(1, func() { _, _, _ = Parse("lab.yaml", data, nil) }); got > most {
		t.Errorf("a lab of %d bytes takes %.0f allocations, more than %d", len(data), got, most)
	}
}
